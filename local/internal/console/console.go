// The console's own server: port, token, and what it is attached to.

package console

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Config says where the console listens and what it knows beside the server.
type Config struct {
	Port   int              // on 127.0.0.1; 0 lets the system choose
	Folder string           // of the app, absolute; its last part is the app's name
	Key    *jose.JSONWebKey // signs tokens; nil makes none
	Log    *slog.Logger     // receives what is wrong with connections; nil drops it
}

// Console is a running console. Its methods may be called concurrently.
type Console struct {
	cfg      Config
	token    string // in the address, and of tools
	session  string // in the page's cookie
	listener net.Listener
	server   *http.Server
	events   *events
	stop     context.CancelFunc // ends what lasts: event streams
	sockets  *sockets
	setting  sync.Mutex // faults are changed one request after the other

	mu       sync.Mutex
	app      Server // nil until Attach
	problems Problems
}

// Start opens the console. It shows problems only until Attach is called.
func Start(cfg Config) (*Console, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(cfg.Port)))
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	c := &Console{
		cfg: cfg, token: newSecret(), session: newSecret(), listener: listener, stop: stop,
		events: newEvents(), sockets: newSockets(), problems: Problems{Synth: []Problem{}, Build: []Problem{}},
	}
	c.server = &http.Server{
		Handler:           c.guard(c.routes()),
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(logHandler(cfg.Log), slog.LevelDebug),
	}
	go c.server.Serve(listener)
	return c, nil
}

func logHandler(log *slog.Logger) slog.Handler {
	if log == nil {
		return slog.DiscardHandler
	}
	return log.Handler()
}

// newSecret makes 256 random bits, fit for URLs and cookies.
func newSecret() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Address is where the console listens, e.g. "127.0.0.1:41239".
func (c *Console) Address() string { return c.listener.Addr().String() }

// Token is what tools send: "Authorization: Bearer TOKEN".
func (c *Console) Token() string { return c.token }

// URL is the address to open in a browser, with the token.
func (c *Console) URL() string { return "http://" + c.Address() + "/?token=" + c.token }

// Attach makes the console show a server, instead of the one before.
func (c *Console) Attach(app Server) {
	c.mu.Lock()
	c.app = app
	c.mu.Unlock()
	c.Changed()
}

// Changed tells the page that the app is another one than before.
func (c *Console) Changed() { c.events.publish("app", struct{}{}) }

// attached is the server that is shown, or nil, with the problems.
func (c *Console) attached() (Server, Problems) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.app, c.problems
}

// Close frees the port and cuts all connections.
func (c *Console) Close() {
	c.stop()
	c.sockets.close()
	c.server.Close()
}
