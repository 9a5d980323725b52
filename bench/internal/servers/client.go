// A client that sends one request at a time and checks the answer. What it takes of the
// processors, the servers under measurement don't get: it writes the same request over and
// over, and reads answers with a length.

package servers

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"time"
)

type client struct {
	net.Conn
	request []byte
	reader  *bufio.Reader
	body    []byte
}

const want = `{"hello":"world"}`

// caller sends the same over and over.
type caller interface {
	once() error // sends and checks the answer
	close()
}

func dial(address string) (caller, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if u.Scheme == "ws" {
		return dialSocket(address)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		return nil, err
	}
	request := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n", u.RequestURI(), u.Host)
	return &client{conn, []byte(request), bufio.NewReader(conn), make([]byte, len(want))}, nil
}

func (c *client) close() { c.Close() }

func (c *client) once() error {
	if err := c.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return err
	}
	if _, err := c.Write(c.request); err != nil {
		return err
	}
	status, err := c.reader.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 200 ")) {
		return fmt.Errorf("answer %s", status)
	}
	length := -1
	for {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	if length != len(want) {
		return fmt.Errorf("the answer has length %d, want %d", length, len(want))
	}
	if _, err := io.ReadFull(c.reader, c.body); err != nil {
		return err
	}
	if string(c.body) != want {
		return fmt.Errorf("answer %s", c.body)
	}
	return nil
}
