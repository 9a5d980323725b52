// The server: a port for each API, and the assembly behind them.

package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/doors"
	"github.com/gatehouse-go/gatehouse/local/internal/fault"
	"github.com/gatehouse-go/gatehouse/local/internal/front"
	"github.com/gatehouse-go/gatehouse/local/internal/functions"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/httpapi"
	"github.com/gatehouse-go/gatehouse/local/internal/jwt"
	"github.com/gatehouse-go/gatehouse/local/internal/otlp"
	"github.com/gatehouse-go/gatehouse/local/internal/restapi"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
	"github.com/gatehouse-go/gatehouse/local/internal/websocket"
)

// kinds has the gateway of each kind of API that is served.
func kinds(hub *websocket.Hub) map[assembly.Kind]func(*gateway.Host, *assembly.API) gateway.Gateway {
	return map[assembly.Kind]func(*gateway.Host, *assembly.API) gateway.Gateway{
		assembly.HTTP:      httpapi.New,
		assembly.REST:      restapi.New,
		assembly.WebSocket: hub.New,
	}
}

// Server serves an assembly until Close. Its methods may be called concurrently.
type Server struct {
	cfg   Config
	host  *gateway.Host
	doors *doors.Doors
	said  *warnings
	hub   *websocket.Hub
	trace *trace.Recorder // nil records nothing

	exports *otlp.Receiver // of what functions export; nil without traces

	generation atomic.Int64 // of what is served: counts assemblies and swapped functions

	mu       sync.Mutex
	app      *assembly.App
	gateways map[*assembly.API]gateway.Gateway
	closed   bool
	stop     func() bool
}

// Start serves the APIs of an assembly until Close is called or ctx ends.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	if cfg.Host == "" {
		cfg.Host = "127.0.0.1"
	}
	app, err := assembly.Load(cfg.Assembly)
	if err != nil {
		return nil, fmt.Errorf("local: %w", err)
	}
	traces, faults := trace.NewRecorder(cfg.TraceBytes), new(fault.Switches)
	exports, err := otlp.Listen(traces)
	if err != nil {
		return nil, fmt.Errorf("local: %w", err)
	}
	set, err := functions.New(functions.Config{
		Environment: cfg.Environment, Workers: cfg.Workers, Log: cfg.Log, Projects: []string{cfg.Project, cfg.Assembly}, Traces: traces,
		Faults: faults, Exports: exports.Endpoints(),
	})
	if err != nil {
		exports.Close()
		return nil, fmt.Errorf("local: %w", err)
	}
	s := &Server{
		cfg:   cfg,
		doors: doors.New(doors.Config{Host: cfg.Host, Port: cfg.Port, Log: cfg.Log, Traces: traces}),
		said:  &warnings{log: cfg.Log},
		hub:   websocket.NewHub(websocket.Limits{Idle: cfg.SocketIdle, Life: cfg.SocketLife}),
		trace: traces, exports: exports,
	}
	s.host = newHost(&s.cfg, set, s.said)
	s.host.Traces = traces
	s.host.Faults = faults
	s.host.Verifier.FailWhile(faults.JWKSDown)
	if err := s.load(app); err != nil {
		s.Close()
		return nil, fmt.Errorf("local: %w", err)
	}
	s.mu.Lock()
	s.stop = context.AfterFunc(ctx, s.Close)
	s.mu.Unlock()
	if cfg.Console != nil {
		cfg.Console.inner.Attach(shown{s, cfg.Console.project})
	}
	return s, nil
}

// newHost is what the gateways of a server get from it.
func newHost(cfg *Config, set *functions.Set, said *warnings) *gateway.Host {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableCompression = true // what the backend sends is what the client gets
	transport.MaxIdleConnsPerHost = 32
	return &gateway.Host{
		Functions:   set,
		Verifier:    jwt.NewVerifier(&http.Client{Transport: transport}),
		Transport:   transport,
		Client:      &http.Client{Transport: transport, Timeout: gateway.IntegrationTime},
		Getenv:      cfg.getenv,
		Credentials: cfg.credentials,
		IsOurs:      func(host string) bool { return doors.IsOurs(host, cfg.Host, cfg.Hosts) },
		Warn:        said.say,
		Log:         cfg.Log,
		Kept:        new(sync.Map),
	}
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
	s.changed()
	return nil
}

// changed says that what is served is not what was served before.
func (s *Server) changed() {
	s.generation.Add(1)
	if s.cfg.Console != nil {
		s.cfg.Console.inner.Changed()
	}
}

// Swap gives the function with that construct path new code: a folder with its
// program. Requests under way end in the old one.
func (s *Server) Swap(function, dir string) error {
	if err := s.host.Functions.Swap(function, dir); err != nil {
		return fmt.Errorf("local: %w", err)
	}
	s.changed()
	return nil
}

func (s *Server) load(app *assembly.App) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errors.New("the server is closed")
	}
	// Ports first: after this nothing can fail.
	if err := s.doors.Open(doorNames(app)); err != nil {
		return err
	}
	s.said.forget()
	if s.cfg.Keys != nil {
		trustKeys(s.host.Verifier, app, s.cfg)
	}
	s.tellEndpoints(app)
	s.callEachOther(app)
	for _, f := range app.Functions {
		for _, text := range f.Warnings {
			s.host.Warn(text)
		}
	}
	s.host.Functions.Load(app.Functions)
	for _, p := range app.Problems {
		s.host.Warn(p.String())
	}
	s.app, s.gateways = app, gatewaysOf(s.host, s.hub, app)
	s.hub.Keep(app.APIs)
	byPath := map[string]gateway.Gateway{}
	for api, g := range s.gateways {
		byPath[api.Path] = g
	}
	var sites []*doors.Site
	for _, domain := range app.Domains {
		sites = append(sites, doors.NewSite(s.host, domain, s.gateways))
	}
	fronts := map[string]http.Handler{}
	for _, f := range app.Fronts {
		fronts[f.Path] = front.New(s.host, f, func(api *assembly.API) (http.Handler, string) { return s.doors.Behind(api.Path) })
	}
	s.doors.Lead(byPath, sites, fronts)
	return nil
}

// callEachOther puts the addresses of this server in the place of the URLs that
// the app's APIs will have in AWS, where functions and integrations are told them.
func (s *Server) callEachOther(app *assembly.App) {
	var pairs []string
	for _, api := range app.APIs {
		host := fmt.Sprintf("%s.execute-api.%s.amazonaws.com", api.ID, api.Region)
		url := s.doors.URL(api.Path)
		pairs = append(pairs, "https://"+host, url, "wss://"+host, "ws"+strings.TrimPrefix(url, "http"))
	}
	here := strings.NewReplacer(pairs...)
	for _, f := range app.Functions {
		for name, value := range f.Environment {
			f.Environment[name] = here.Replace(value)
		}
	}
	for _, api := range app.APIs {
		for _, r := range api.Routes {
			if r.Integration != nil {
				r.Integration.URI = here.Replace(r.Integration.URI)
			}
		}
	}
}

// gatewaysOf makes the gateway of each API.
func gatewaysOf(host *gateway.Host, hub *websocket.Hub, app *assembly.App) map[*assembly.API]gateway.Gateway {
	gateways, kinds := map[*assembly.API]gateway.Gateway{}, kinds(hub)
	for _, api := range app.APIs {
		gateways[api] = kinds[api.Kind](host, api)
	}
	return gateways
}

// doorNames are the names of what has a port: APIs before custom domains, and
// those before fronts.
func doorNames(app *assembly.App) (names []string) {
	for _, api := range app.APIs {
		names = append(names, api.Path)
	}
	for _, domain := range app.Domains {
		names = append(names, domain.Name)
	}
	for _, f := range app.Fronts {
		names = append(names, f.Path)
	}
	return names
}

func trustKeys(v *jwt.Verifier, app *assembly.App, cfg Config) {
	for _, api := range app.APIs {
		for _, r := range api.Routes {
			if r.Authorizer != nil && r.Authorizer.Type == "JWT" {
				v.Trust(r.Authorizer.Issuer, cfg.Keys)
			}
			if r.Authorizer != nil {
				for _, pool := range r.Authorizer.Pools {
					if issuer, ok := restapi.IssuerOf(pool); ok {
						v.Trust(issuer, cfg.Keys)
					}
				}
			}
		}
	}
}

// URL is the address of the API or front with that construct path, such as
// "Todo/Api", or of a custom domain, such as "api.example.com": e.g.
// "http://127.0.0.1:3000". It panics if there is no such API, front or domain.
func (s *Server) URL(name string) string {
	if url := s.doors.URL(name); url != "" {
		return url
	}
	panic(fmt.Sprintf("local: there is no API, front or domain %q; there are: %s", name, strings.Join(s.doors.Names(), ", ")))
}

// Close ends all processes and frees all ports. It returns when that is done.
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
	s.mu.Unlock()
	s.doors.Close()
	s.hub.Close()
	s.host.Functions.Close()
	s.exports.Close()
	s.host.Transport.CloseIdleConnections()
}

// getenv is a variable as functions see it.
func (c *Config) getenv(name string) string {
	if v, ok := c.Environment[name]; ok {
		return v
	}
	return os.Getenv(name)
}

// credentials are those whose signatures count.
func (c *Config) credentials() map[string]string {
	if c.Credentials != nil {
		return c.Credentials
	}
	if key := os.Getenv("AWS_ACCESS_KEY_ID"); key != "" {
		return map[string]string{key: os.Getenv("AWS_SECRET_ACCESS_KEY")}
	}
	return nil
}

// warnings logs each text once, until it is told to forget.
type warnings struct {
	log *slog.Logger // nil drops them

	mu   sync.Mutex
	said map[string]bool
}

func (w *warnings) say(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.log == nil || w.said[text] {
		return
	}
	if w.said == nil {
		w.said = map[string]bool{}
	}
	w.said[text] = true
	w.log.Warn(text)
}

func (w *warnings) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said = nil
}
