// gatehouse mcp: what the console shows and can do, for agents.

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/agent"
	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/attach"
	"github.com/gatehouse-go/gatehouse/local"
)

type mcpCommand struct {
	AppDir      string `help:"Folder of the app's cdk.json." default:"." placeholder:"DIR"`
	Assembly    string `help:"The cloud assembly that \"gatehouse dev --assembly\" serves." placeholder:"DIR"`
	AllowWrites bool   `help:"Offer the tools that change something: calls, replays, tokens, faults, WebSocket clients."`
	Issuer      bool   `help:"Give the server that is started if none runs the issuer of \"gatehouse dev --issuer\"."`
}

func (c *mcpCommand) Help() string {
	return "Speaks the Model Context Protocol over standard input and output. It attaches to the \"gatehouse dev\" of the folder, " +
		"or starts one, on free ports, which ends with it."
}

func (c *mcpCommand) Run(con *console) error {
	ctx, cancel := context.WithCancel(con.ctx)
	h := &host{mcpCommand: c, ctx: ctx, log: con.stderr}
	defer h.work.Wait()
	defer cancel()
	var err error
	if h.file, err = attach.File((&devCommand{AppDir: c.AppDir, Assembly: c.Assembly}).folder()); err != nil {
		return err
	}
	// Everything else that this process prints goes to standard error: standard
	// output is the protocol's.
	transport := &mcp.IOTransport{Reader: os.Stdin, Writer: keepOpen{con.stdout}}
	err = agent.New(agent.Config{Console: h.console, Writes: c.AllowWrites}).Run(ctx, transport)
	if errors.Is(err, io.EOF) || con.ctx.Err() != nil {
		return nil // the client has gone
	}
	return err
}

// keepOpen is the command's output, which isn't the protocol's to close.
type keepOpen struct{ io.Writer }

func (keepOpen) Close() error { return nil }

// host finds the console for the tools, and starts a server if there is none.
type host struct {
	*mcpCommand
	ctx  context.Context // of the command
	file string
	log  io.Writer
	work sync.WaitGroup // the server that was started

	mu sync.Mutex
}

// console returns the console of the folder's server. It looks each time: the
// server may have been started again.
func (h *host) console(ctx context.Context) (*attach.Console, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	found, err := attach.Find(ctx, h.file)
	if !errors.Is(err, attach.ErrNone) {
		return found, err
	}
	return h.start(ctx)
}

// start starts a server in this process and waits until the first synth is done,
// well or not: then the console has what is served, or the problem.
func (h *host) start(ctx context.Context) (*attach.Console, error) {
	fmt.Fprintln(h.log, "gatehouse: no \"gatehouse dev\" runs for this folder: one is started")
	shown := make(chan *local.Console, 1)
	ended := make(chan error, 1)
	dev := &devCommand{
		AppDir: h.AppDir, Assembly: h.Assembly, Host: "127.0.0.1", Workers: 10, Issuer: h.Issuer,
		shown: func(c *local.Console) { shown <- c },
	}
	h.work.Add(1)
	go func() {
		defer h.work.Done()
		ended <- dev.Run(&console{h.ctx, h.log, h.log})
	}()
	select {
	case c := <-shown:
		return &attach.Console{Address: c.Address(), Token: c.Token(), PID: os.Getpid()}, nil
	case err := <-ended:
		if err == nil {
			err = errors.New("it ended")
		}
		return nil, fmt.Errorf("no \"gatehouse dev\" runs for this folder, and none could be started: %w", err)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
