// The DevTools protocol, as far as tests need it: commands and events in JSON over one WebSocket.

package browsertest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// chromium is a running browser. One serves all tests of a binary.
type chromium struct {
	conn *websocket.Conn
	cmd  *exec.Cmd
	dir  string

	mu      sync.Mutex
	last    int
	waiting map[int]chan message
	pages   map[string]func(message) // by session: who hears its events
}

// message is a command, an answer or an event.
type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

var (
	starting sync.Mutex
	running  *chromium
)

// Main runs the tests of a binary that calls Open, and ends the browser that they shared.
//
//	func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }
func Main(m *testing.M) int {
	code := m.Run()
	starting.Lock()
	defer starting.Unlock()
	if running != nil {
		running.close()
		running = nil
	}
	return code
}

// browser returns the browser of this binary.
func browser(t *testing.T) *chromium {
	t.Helper()
	program := find(t)
	starting.Lock()
	defer starting.Unlock()
	if running == nil {
		started, err := start(program)
		if err != nil {
			t.Fatalf("%s: %v", program, err)
		}
		running = started
	}
	return running
}

// listening is what Chromium prints once it can be driven.
var listening = regexp.MustCompile(`DevTools listening on (ws://\S+)`)

func start(program string) (*chromium, error) {
	dir, err := os.MkdirTemp("", "browsertest-")
	if err != nil {
		return nil, err
	}
	args := append([]string{"--user-data-dir=" + dir, "--remote-debugging-port=0", "--window-size=1440,900"}, arguments...)
	c := &chromium{
		cmd: exec.Command(program, append(args, "about:blank")...), dir: dir,
		waiting: map[int]chan message{}, pages: map[string]func(message){},
	}
	output, err := c.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	found := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(output)
		for lines.Scan() {
			if m := listening.FindStringSubmatch(lines.Text()); m != nil {
				found <- m[1]
				break
			}
		}
		io.Copy(io.Discard, output)
	}()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	select {
	case address := <-found:
		c.conn, _, err = websocket.Dial(ctx, address, nil)
	case <-ctx.Done():
		err = errors.New("does not say where it listens")
	}
	if err != nil {
		c.close()
		return nil, err
	}
	c.conn.SetReadLimit(-1)
	go c.read()
	return c, nil
}

func (c *chromium) close() {
	if c.conn != nil {
		c.conn.CloseNow()
	}
	c.cmd.Process.Kill()
	c.cmd.Wait()
	os.RemoveAll(c.dir)
}

// read hands out answers and events until the browser ends.
func (c *chromium) read() {
	for {
		_, data, err := c.conn.Read(context.Background())
		if err != nil {
			c.mu.Lock()
			for id, to := range c.waiting {
				delete(c.waiting, id)
				close(to)
			}
			c.mu.Unlock()
			return
		}
		var m message
		if json.Unmarshal(data, &m) != nil {
			continue
		}
		c.mu.Lock()
		to, event := c.waiting[m.ID], c.pages[m.Session]
		delete(c.waiting, m.ID)
		c.mu.Unlock()
		if m.ID != 0 && to != nil {
			to <- m
		} else if m.ID == 0 && event != nil {
			event(m)
		}
	}
}

// call sends a command and decodes the result into out, unless that is nil.
func (c *chromium) call(session, method string, params, out any) error {
	data, err := json.Marshal(params)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.last++
	id, to := c.last, make(chan message, 1)
	c.waiting[id] = to
	c.mu.Unlock()
	command, err := json.Marshal(message{ID: id, Session: session, Method: method, Params: data})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := c.conn.Write(ctx, websocket.MessageText, command); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	select {
	case m, ok := <-to:
		switch {
		case !ok:
			return fmt.Errorf("%s: the browser has ended", method)
		case m.Error != nil:
			return fmt.Errorf("%s: %s", method, m.Error.Message)
		case out == nil:
			return nil
		}
		return json.Unmarshal(m.Result, out)
	case <-ctx.Done():
		return fmt.Errorf("%s: no answer", method)
	}
}
