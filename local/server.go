package local

// The server: a port for each API, and the assembly behind them.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/jwt"
)

// Server serves an assembly until Close. Its methods may be called concurrently.
type Server struct {
	cfg       Config
	functions *functions
	verifier  *jwt.Verifier
	transport *http.Transport
	client    *http.Client

	mu     sync.Mutex
	app    *assembly.App
	doors  map[string]*door // by construct path of the API, or name of the custom domain
	said   map[string]bool  // warnings
	closed bool
	stop   func() bool

	gateways map[*assembly.API]*gateway
	sites    atomic.Pointer[map[string]*site] // by name of the custom domain
}

// door is where the requests of one API or custom domain come in.
type door struct {
	listener net.Listener
	http     *http.Server
	behind   atomic.Pointer[http.Handler]
}

func (d *door) url() string { return "http://" + d.listener.Addr().String() }

// Start serves the APIs of an assembly until Close is called or ctx ends.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	if cfg.Host == "" {
		cfg.Host = "127.0.0.1"
	}
	app, err := assembly.Load(cfg.Assembly)
	if err != nil {
		return nil, fmt.Errorf("local: %w", err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableCompression = true // what the backend sends is what the client gets
	transport.MaxIdleConnsPerHost = 32
	s := &Server{
		cfg:       cfg,
		transport: transport,
		client:    &http.Client{Transport: transport, Timeout: integrationTime},
		verifier:  jwt.NewVerifier(&http.Client{Transport: transport}),
		doors:     map[string]*door{},
		said:      map[string]bool{},
	}
	if s.functions, err = newFunctions(&s.cfg); err != nil {
		return nil, fmt.Errorf("local: %w", err)
	}
	if err := s.load(app); err != nil {
		s.Close()
		return nil, fmt.Errorf("local: %w", err)
	}
	s.mu.Lock()
	s.stop = context.AfterFunc(ctx, s.Close)
	s.mu.Unlock()
	return s, nil
}

// Reload serves another assembly, or the same folder as it is now. Functions
// that are the same keep their processes, and APIs their ports. After an error
// the old one is served on.
func (s *Server) Reload(dir string) error {
	app, err := assembly.Load(dir)
	if err == nil {
		err = s.load(app)
	}
	if err != nil {
		return fmt.Errorf("local: %w", err)
	}
	return nil
}

// Swap gives the function with that construct path new code: a folder with its
// program. Requests under way end in the old one.
func (s *Server) Swap(function, dir string) error {
	if err := s.functions.swap(function, dir); err != nil {
		return fmt.Errorf("local: %w", err)
	}
	return nil
}

func (s *Server) load(app *assembly.App) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errors.New("the server is closed")
	}
	// Ports first: after this nothing can fail.
	var opened []string
	names := doorNames(app)
	for _, name := range names {
		if s.doors[name] != nil {
			continue
		}
		d, err := s.open(len(s.doors))
		if err != nil {
			for _, name := range opened {
				s.doors[name].listener.Close()
				delete(s.doors, name)
			}
			return err
		}
		s.doors[name] = d
		opened = append(opened, name)
	}
	s.said = map[string]bool{}
	if s.cfg.Keys != nil {
		trustKeys(s.verifier, app, s.cfg)
	}
	s.functions.load(app.Functions)
	s.app = app
	for _, p := range app.Problems {
		s.warn(p.String())
	}
	s.gateways = map[*assembly.API]*gateway{}
	for _, api := range app.APIs {
		s.gateways[api] = newGateway(s, api)
		s.doors[api.Path].leadTo(s.gateways[api])
	}
	sites := map[string]*site{}
	for _, domain := range app.Domains {
		sites[domain.Name] = newSite(s, domain, s.gateways)
		s.doors[domain.Name].leadTo(sites[domain.Name])
	}
	s.sites.Store(&sites)
	for _, name := range opened {
		d := s.doors[name]
		go d.http.Serve(d.listener)
	}
	for name, d := range s.doors {
		if !slices.Contains(names, name) {
			d.http.Close()
			delete(s.doors, name)
		}
	}
	return nil
}

// doorNames are the names of what has a port: APIs before custom domains.
func doorNames(app *assembly.App) (names []string) {
	for _, api := range app.APIs {
		names = append(names, api.Path)
	}
	for _, domain := range app.Domains {
		names = append(names, domain.Name)
	}
	return names
}

func (d *door) leadTo(h http.Handler) { d.behind.Store(&h) }

func trustKeys(v *jwt.Verifier, app *assembly.App, cfg Config) {
	for _, api := range app.APIs {
		for _, r := range api.Routes {
			if r.Authorizer != nil && r.Authorizer.Type == "JWT" {
				v.Trust(r.Authorizer.Issuer, cfg.Keys)
			}
		}
	}
}

// open listens for the nth API or custom domain.
func (s *Server) open(n int) (*door, error) {
	port := 0
	if s.cfg.Port != 0 {
		port = s.cfg.Port + n
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(s.cfg.Host, strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	d := &door{listener: listener}
	d.http = &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if site := s.siteOf(r.Host); site != nil {
				site.ServeHTTP(w, r)
				return
			}
			(*d.behind.Load()).ServeHTTP(w, r)
		}),
		ReadHeaderTimeout: 10 * time.Second,
		WriteTimeout:      90 * time.Second, // for body, authorizer, integration and a slow reader
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    maxHeader + 4096, // names count here, but not for API Gateway
		ErrorLog:          log.New(logWriter{s}, "", 0),
	}
	return d, nil
}

// logWriter takes what net/http complains of.
type logWriter struct{ s *Server }

func (w logWriter) Write(p []byte) (int, error) {
	if w.s.cfg.Log == nil {
		return len(p), nil
	}
	level := slog.LevelDebug
	if bytes.HasPrefix(p, []byte("http: panic")) {
		level = slog.LevelError // a fault of ours
	}
	w.s.cfg.Log.Log(context.Background(), level, "connection", slog.String("problem", strings.TrimSpace(string(p))))
	return len(p), nil
}

// URL is the address of the API with that construct path, such as "Todo/Api",
// or of a custom domain, such as "api.example.com": e.g.
// "http://127.0.0.1:3000". It panics if there's no such API or domain.
func (s *Server) URL(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.doors[name]; d != nil {
		return d.url()
	}
	panic(fmt.Sprintf("local: there is no API %q; there are: %s", name, strings.Join(slices.Sorted(maps.Keys(s.doors)), ", ")))
}

// Close ends all processes and frees all ports. It returns when that's done.
func (s *Server) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	if s.stop != nil {
		s.stop()
	}
	doors := s.doors
	s.mu.Unlock()
	for _, d := range doors {
		d.listener.Close()
		d.http.Close()
	}
	s.functions.close()
	s.transport.CloseIdleConnections()
}

// isOurs reports whether a request's Host is a name of this server. Numbers
// always are: only names can be made to lead here by somebody else.
func (s *Server) isOurs(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if strings.ContainsAny(host, `;,="'()`) {
		return false // Go takes these for a host's; backends read them in Forwarded
	}
	return net.ParseIP(host) != nil || host == "localhost" || strings.HasSuffix(host, ".localhost") ||
		host == strings.ToLower(s.cfg.Host) || slices.Contains(s.cfg.Hosts, host)
}

func (s *Server) getenv(name string) string {
	if v, ok := s.cfg.Environment[name]; ok {
		return v
	}
	return os.Getenv(name)
}

// warn says something once for each assembly; s.mu is held.
func (s *Server) warn(text string) {
	if s.said[text] {
		return
	}
	s.said[text] = true
	if s.cfg.Log != nil {
		s.cfg.Log.Warn(text)
	}
}

// warnOnce is warn for requests.
func (s *Server) warnOnce(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.warn(text)
}
