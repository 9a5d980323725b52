// Frames that nobody made on purpose: the guard against a reader of whole frames.

package websocket

import (
	"encoding/binary"
	"testing"

	"github.com/coder/websocket"
)

// judged reads frames one after the other, with all bytes at hand, and returns
// the close code for the first that is out of bounds.
func judged(p []byte) websocket.StatusCode {
	fragments := 0
	for len(p) >= 2 {
		head, length := 2, uint64(p[1]&0x7f)
		switch {
		case length == 126 && len(p) >= 4:
			head, length = 4, uint64(binary.BigEndian.Uint16(p[2:]))
		case length == 127 && len(p) >= 10:
			head, length = 10, binary.BigEndian.Uint64(p[2:])
		case length >= 126:
			return 0 // more to come
		}
		masked := p[1]&0x80 != 0
		if masked {
			head += 4
		}
		if len(p) < head {
			return 0
		}
		if p[0]&0x0f < 8 { // data, not control
			fragments++
			if p[0]&0x80 != 0 {
				fragments = 0
			}
		}
		switch {
		case !masked:
			return websocket.StatusProtocolError
		case length > 32<<10, fragments > maxFragments:
			return websocket.StatusMessageTooBig
		case uint64(len(p)-head) < length:
			return 0
		}
		p = p[head+int(length):]
	}
	return 0
}

// FuzzGuard gives the guard a stream in two pieces and byte by byte: it must come to
// the same end as a reader of whole frames.
func FuzzGuard(f *testing.F) {
	f.Add([]byte{0x81, 0x80, 1, 2, 3, 4}, 3)
	f.Add([]byte{0x81, 0x00}, 1)                                                             // without a mask
	f.Add([]byte{0x01, 0xfe, 0x80, 0x01, 0, 0, 0, 0}, 5)                                     // 32 KB and a byte
	f.Add([]byte{0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}, 9) // the longest length
	f.Add([]byte{0x89, 0x81, 1, 2, 3, 4, 'x', 0x81, 0x01, 'y'}, 7)                           // a ping, then one without a mask
	f.Fuzz(func(t *testing.T, stream []byte, at int) {
		want := judged(stream)
		at = min(max(at, 0), len(stream))
		split := &guard{}
		got := split.look(stream[:at])
		if got == 0 {
			got = split.look(stream[at:])
		}
		if got != want {
			t.Errorf("in two pieces: close code %d, want %d", got, want)
		}
		single := &guard{}
		got = 0
		for i := 0; i < len(stream) && got == 0; i++ {
			got = single.look(stream[i : i+1])
		}
		if got != want {
			t.Errorf("byte by byte: close code %d, want %d", got, want)
		}
	})
}
