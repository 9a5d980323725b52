// The limits of frames, which the protocol's library does not know: it limits
// messages.

package websocket

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

// errFrame is the error of a frame that the guard refuses.
var errFrame = errors.New("the guard refuses a frame")

// maxFragments is how many frames a message may come in. Assumed: a message of
// 128 KB needs four.
const maxFragments = 4096

// guard looks at the frames that come in on a connection, and notes when
// anything last came or went.
type guard struct {
	net.Conn
	from   io.Reader
	active atomic.Int64 // Unix milliseconds
	told   atomic.Int64 // the close code that went out; 0 for none

	write sync.Mutex

	head      [14]byte // of the frame that is being read
	n         int      // bytes of head
	rest      uint64   // bytes of the frame's content to come
	fragments int      // of the message so far
}

// Read implements net.Conn.
func (g *guard) Read(p []byte) (int, error) {
	n, err := g.from.Read(p)
	g.active.Store(time.Now().UnixMilli())
	if code := g.look(p[:n]); code != 0 {
		g.farewell(code)
		return 0, errFrame
	}
	return n, err
}

// Write implements net.Conn.
func (g *guard) Write(p []byte) (int, error) {
	g.write.Lock()
	defer g.write.Unlock()
	if len(p) >= 4 && p[0] == 0x88 { // the library writes a frame at a time
		g.told.CompareAndSwap(0, int64(binary.BigEndian.Uint16(p[2:])))
	}
	n, err := g.Conn.Write(p)
	g.active.Store(time.Now().UnixMilli())
	return n, err
}

// look follows the frames (RFC 6455, section 5.2: two bytes, a longer length, a
// mask), and returns the close code for one out of bounds, 0 otherwise: larger
// than API Gateway takes, one piece too many, or without a mask. The rest of the
// protocol is the library's.
func (g *guard) look(p []byte) websocket.StatusCode {
	for len(p) > 0 {
		if g.rest > 0 {
			skip := min(g.rest, uint64(len(p)))
			g.rest -= skip
			p = p[skip:]
			continue
		}
		g.head[g.n] = p[0]
		g.n++
		p = p[1:]
		if g.n < 2 || g.n < g.size() {
			continue
		}
		length := g.length()
		if opcode := g.head[0] & 0x0f; opcode < 8 {
			g.fragments++
			if g.head[0]&0x80 != 0 {
				g.fragments = 0
			}
		}
		switch {
		case g.head[1]&0x80 == 0:
			return websocket.StatusProtocolError
		case length > maxFrame, g.fragments > maxFragments:
			return websocket.StatusMessageTooBig
		}
		g.n, g.rest = 0, length
	}
	return 0
}

// size is that of the head, as its first two bytes say.
func (g *guard) size() int {
	size := 2
	switch g.head[1] & 0x7f {
	case 126:
		size += 2
	case 127:
		size += 8
	}
	if g.head[1]&0x80 != 0 {
		size += 4
	}
	return size
}

func (g *guard) length() uint64 {
	switch n := g.head[1] & 0x7f; n {
	case 126:
		return uint64(binary.BigEndian.Uint16(g.head[2:]))
	case 127:
		return binary.BigEndian.Uint64(g.head[2:])
	default:
		return uint64(n)
	}
}

// farewell sends a close frame past the library, which is about to hear of an
// error.
func (g *guard) farewell(code websocket.StatusCode) {
	frame := binary.BigEndian.AppendUint16([]byte{0x88, 2}, uint16(code))
	_ = g.Conn.SetWriteDeadline(time.Now().Add(time.Second))
	_, _ = g.Write(frame)
}

// guarded is a ResponseWriter whose connection gets a guard.
type guarded struct {
	http.ResponseWriter
	guard *guard
}

// Hijack implements http.Hijacker.
func (g *guarded) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(g.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	// What came behind the request is in the buffer already.
	early, err := io.ReadAll(io.LimitReader(buffered, int64(buffered.Reader.Buffered())))
	if err != nil {
		conn.Close()
		return nil, nil, err
	}
	g.guard = &guard{Conn: conn, from: io.MultiReader(bytes.NewReader(early), conn)}
	g.guard.active.Store(time.Now().UnixMilli())
	return g.guard, bufio.NewReadWriter(bufio.NewReaderSize(g.guard, 1024), bufio.NewWriterSize(g.guard, 1024)), nil
}
