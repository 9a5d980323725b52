// A client of a WebSocket API.

package servers

import (
	"context"
	"fmt"
	"time"

	"github.com/coder/websocket"
)

type socket struct{ conn *websocket.Conn }

func dialSocket(address string) (caller, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, address, nil)
	if err != nil {
		return nil, err
	}
	return &socket{conn}, nil
}

func (s *socket) once() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := s.conn.Write(ctx, websocket.MessageText, []byte(`{"action":"hello","name":"world"}`)); err != nil {
		return err
	}
	_, text, err := s.conn.Read(ctx)
	if err == nil && string(text) != want {
		err = fmt.Errorf("answer %s", text)
	}
	return err
}

func (s *socket) close() { s.conn.CloseNow() }
