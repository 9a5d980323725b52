// The list of the console's connections.

package console

import (
	"net/http"
	"slices"
)

// add takes a connection in; false after close.
func (l *sockets) add(s *socket) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		_ = s.ws.CloseNow()
		return false
	}
	l.list = append(l.list, s)
	l.work.Add(1)
	return true
}

func (l *sockets) open() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.list {
		if s.Open {
			n++
		}
	}
	return n
}

// find returns an open connection.
func (l *sockets) find(id string) (*socket, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.list {
		if s.ID != id {
			continue
		}
		if !s.Open {
			return nil, refuse(http.StatusGone, "connection %s is closed: %d %s", id, s.Code, s.Reason)
		}
		return s, nil
	}
	return nil, refuse(http.StatusNotFound, "the console has no connection %s", quoted(id))
}

// forAPI returns an open connection to an API: that one, or the newest.
func (l *sockets) forAPI(api, id string) (found *socket) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.list {
		if s.Open && s.API == api && (found == nil || found.ID != id) {
			found = s
		}
	}
	return found
}

// ended notes how a connection ended, and forgets the oldest that have.
func (l *sockets) ended(s *socket, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s.Open = false
	s.Code, s.Reason = closeText(err)
	closed := 0
	for _, one := range slices.Backward(l.list) {
		if !one.Open {
			closed++
		}
		if closed > keptClosed && !one.Open {
			l.list = slices.DeleteFunc(l.list, func(s *socket) bool { return s == one })
			break
		}
	}
}

// state is a connection as it is now, without its frames.
func (l *sockets) state(s *socket) Connection {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := s.Connection
	now.Frames = []Frame{}
	return now
}

// states are all connections with their frames.
func (l *sockets) states() []Connection {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := []Connection{}
	for _, s := range l.list {
		one := s.Connection
		one.Frames = slices.Clone(s.Frames)
		list = append(list, one)
	}
	return list
}

// close cuts all connections and waits for their ends.
func (l *sockets) close() {
	l.mu.Lock()
	l.closed = true
	for _, s := range l.list {
		_ = s.ws.CloseNow()
	}
	l.mu.Unlock()
	l.work.Wait()
}
