// Ports.

package doors

import (
	"bytes"
	"context"
	"log"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Config says where to listen.
type Config struct {
	Host string       // address, e.g. "127.0.0.1"
	Port int          // of the first door, the others follow it; 0 lets the system choose
	Log  *slog.Logger // receives what is wrong with connections; nil drops it

	Traces *trace.Recorder // of all requests; nil records none
}

// Doors are the open ports, by construct path of the API or name of the custom
// domain. Methods may be called concurrently.
type Doors struct {
	cfg   Config
	mu    sync.Mutex
	open  map[string]*door
	sites atomic.Pointer[map[string]*Site]
}

type door struct {
	listener net.Listener
	server   *http.Server
	behind   atomic.Pointer[http.Handler] // nil until Lead
	serving  bool
}

// New returns a set of doors, none of them open.
func New(cfg Config) *Doors { return &Doors{cfg: cfg, open: map[string]*door{}} }

// Open listens for those names that have no port yet. Requests wait until Lead.
// After an error, what was open before is open still, and no more.
func (d *Doors) Open(names []string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var opened []string
	for _, name := range names {
		if d.open[name] != nil {
			continue
		}
		one, err := d.listen(len(d.open))
		if err != nil {
			for _, name := range opened {
				d.open[name].listener.Close()
				delete(d.open, name)
			}
			return err
		}
		d.open[name] = one
		opened = append(opened, name)
	}
	return nil
}

// listen opens the nth door.
func (d *Doors) listen(n int) (*door, error) {
	port := 0
	if d.cfg.Port != 0 {
		port = d.cfg.Port + n
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(d.cfg.Host, strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	one := &door{listener: listener}
	one.server = &http.Server{
		ConnContext: gateway.SpellingContext,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if site := d.siteOf(r.Host); site != nil {
				site.ServeHTTP(w, r)
				return
			}
			(*one.behind.Load()).ServeHTTP(w, r)
		}),
		ReadHeaderTimeout: 10 * time.Second,
		WriteTimeout:      90 * time.Second, // for body, authorizer, integration and a slow reader
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    gateway.MaxHead + 4096, // names count here, but not for API Gateway
		ErrorLog:          log.New(connectionLog{d.cfg.Log}, "", 0),
	}
	return one, nil
}

// Lead makes the doors lead to these gateways, by the APIs' construct paths,
// sites, and fronts by their construct paths. Doors that lead nowhere any more are
// closed.
func (d *Doors) Lead(gateways map[string]gateway.Gateway, sites []*Site, fronts map[string]http.Handler) {
	d.mu.Lock()
	defer d.mu.Unlock()
	to := maps.Clone(fronts)
	if to == nil {
		to = map[string]http.Handler{}
	}
	for name, g := range gateways {
		to[name] = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { g.Serve(w, gateway.Arrived(w, r).Traced(d.cfg.Traces)) })
	}
	byName := map[string]*Site{}
	for _, site := range sites {
		to[site.domain.Name], byName[site.domain.Name] = site, site
	}
	for name, handler := range to {
		d.open[name].behind.Store(&handler)
	}
	d.sites.Store(&byName)
	for name, one := range d.open {
		if to[name] == nil {
			one.close()
			delete(d.open, name)
		} else if !one.serving {
			one.serving = true
			go one.server.Serve(gateway.Spelling(one.listener))
		}
	}
}

// Behind returns what a door leads to, for requests that come by another one, and
// the host by which it is called.
func (d *Doors) Behind(name string) (handler http.Handler, host string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	one := d.open[name]
	if one == nil {
		return http.NotFoundHandler(), ""
	}
	return *one.behind.Load(), one.listener.Addr().String()
}

// URL is the address of a door, such as "http://127.0.0.1:3000", or empty if
// no door has that name.
func (d *Doors) URL(name string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if one := d.open[name]; one != nil {
		return "http://" + one.listener.Addr().String()
	}
	return ""
}

// Names are the names of the doors, sorted.
func (d *Doors) Names() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Sorted(maps.Keys(d.open))
}

// Close frees all ports and cuts all connections.
func (d *Doors) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, one := range d.open {
		one.close()
	}
}

func (o *door) close() {
	o.listener.Close()
	o.server.Close()
}

// connectionLog takes what net/http complains of.
type connectionLog struct{ log *slog.Logger }

func (l connectionLog) Write(p []byte) (int, error) {
	if l.log == nil {
		return len(p), nil
	}
	level := slog.LevelDebug
	if bytes.HasPrefix(p, []byte("http: panic")) {
		level = slog.LevelError // a fault of ours
	}
	l.log.Log(context.Background(), level, "connection", slog.String("problem", strings.TrimSpace(string(p))))
	return len(p), nil
}
