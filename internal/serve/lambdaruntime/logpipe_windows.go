// The pipe behind a process's standard output and error. Windows has no read
// that doesn't wait on such a pipe, so a line written just before an answer
// may be counted to the next event.

package lambdaruntime

import "os"

type logPipe struct {
	lines
	reader, writer *os.File
	done           chan struct{} // closed when follow has returned; nil before start
}

func newLogPipe(emit func(requestID, text string)) (*logPipe, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &logPipe{lines: lines{emit: emit}, reader: reader, writer: writer}, nil
}

func (p *logPipe) start() {
	p.done = make(chan struct{})
	go p.follow()
}

func (p *logPipe) follow() {
	defer close(p.done)
	buf := make([]byte, 32*1024)
	for {
		n, err := p.reader.Read(buf)
		p.mu.Lock()
		p.write(buf[:n])
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (p *logPipe) drain() {}

func (p *logPipe) close() {
	if p.done != nil {
		<-p.done
	}
	p.reader.Close()
	p.finish()
}
