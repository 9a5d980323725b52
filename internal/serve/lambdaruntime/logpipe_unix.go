// The pipe behind a process's standard output and error. When a process says
// over HTTP that it's done, what it wrote before may still lie in the pipe:
// drain reads that at once, so that no line is attributed to the next event.

//go:build unix

package lambdaruntime

import (
	"os"
	"syscall"
)

type logPipe struct {
	lines
	reader, writer *os.File
	raw            syscall.RawConn
	buf            [32 * 1024]byte // guarded by lines.mu
	done           chan struct{}   // closed when follow has returned; nil before start
}

func newLogPipe(emit func(requestID, text string)) (*logPipe, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	raw, err := reader.SyscallConn()
	if err != nil {
		reader.Close()
		writer.Close()
		return nil, err
	}
	return &logPipe{lines: lines{emit: emit}, reader: reader, writer: writer, raw: raw}, nil
}

// start follows the pipe until close.
func (p *logPipe) start() {
	p.done = make(chan struct{})
	go p.follow()
}

func (p *logPipe) follow() {
	defer close(p.done)
	for {
		end := false
		err := p.raw.Read(func(fd uintptr) bool {
			again := false
			again, end = p.take(fd)
			return !again
		})
		if err != nil || end {
			return
		}
	}
}

// drain takes what lies in the pipe now. It does not wait for the follower:
// Control, unlike Read, does not queue behind it.
func (p *logPipe) drain() {
	p.raw.Control(func(fd uintptr) {
		for {
			if again, end := p.take(fd); again || end {
				return
			}
		}
	})
}

// take reads once; again says that there was nothing, end that there will be nothing.
func (p *logPipe) take(fd uintptr) (again, end bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		n, err := syscall.Read(int(fd), p.buf[:])
		switch {
		case err == syscall.EINTR:
			continue
		case err == syscall.EAGAIN:
			return true, false
		case err != nil || n <= 0:
			return false, true
		}
		p.write(p.buf[:n])
		return false, false
	}
}

// close reads the last lines and closes the pipe, even if a process that
// the function started still holds it.
func (p *logPipe) close() {
	if p.done != nil {
		p.drain()
	}
	p.reader.Close()
	if p.done != nil {
		<-p.done
	}
	p.finish()
}
