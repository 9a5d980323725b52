// The connections of all WebSocket APIs, which outlive their gateways.

package websocket

import (
	"cmp"
	"crypto/rand"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
)

// Limits are how long connections live. Zero fields are API Gateway's
// (developer guide, "Quotas for configuring and running a WebSocket API").
type Limits struct {
	Idle time.Duration // without a frame in either direction; 0 is 10 minutes
	Life time.Duration // in all; 0 is 2 hours
}

// What a message and a frame may have, in bytes (same place).
const (
	maxMessage = 128 << 10
	maxFrame   = 32 << 10
)

// maxBusy is how many messages of one connection are handled at once. Further
// ones wait in the client's network buffers, so that no client fills this
// machine's memory.
const maxBusy = 32

// Hub has the connections by API.
type Hub struct {
	// Key and Secret sign requests to @connections, beside the credentials that
	// the server takes for IAM. The functions of this server know them.
	Key, Secret string

	limits Limits
	stop   chan struct{}
	watch1 sync.Once // starts with the first connection

	mu     sync.Mutex
	apis   map[string]*clients // by construct path
	closed bool
	work   sync.WaitGroup // connections and what they called
}

// clients are the connections of one API.
type clients struct {
	mu   sync.Mutex
	now  *socketAPI // the gateway of the newest assembly
	open map[string]*connection
}

// NewHub returns a hub without connections.
func NewHub(limits Limits) *Hub {
	return &Hub{
		Key: "GATEHOUSE" + rand.Text(), Secret: rand.Text(),
		limits: Limits{Idle: cmp.Or(limits.Idle, 10*time.Minute), Life: cmp.Or(limits.Life, 2*time.Hour)},
		stop:   make(chan struct{}), apis: map[string]*clients{},
	}
}

// New returns the gateway of a WebSocket API. The connections that the API has
// already are from now on those of this gateway.
func (h *Hub) New(host *gateway.Host, api *assembly.API) gateway.Gateway {
	h.mu.Lock()
	defer h.mu.Unlock()
	of := h.apis[api.Path]
	if of == nil {
		of = &clients{open: map[string]*connection{}}
		h.apis[api.Path] = of
	}
	g := newSocketAPI(h, host, api, of)
	of.mu.Lock()
	of.now = g
	of.mu.Unlock()
	return g
}

// Keep closes the connections of all APIs that are not among these.
func (h *Hub) Keep(apis []*assembly.API) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for path, of := range h.apis {
		found := false
		for _, api := range apis {
			found = found || api.Path == path && api.Kind == assembly.WebSocket
		}
		if !found {
			for _, c := range of.all() {
				go c.end(websocket.StatusGoingAway, goingAway)
			}
		}
	}
}

// goingAway is the reason of an end that the gateway decides on (reported for
// idle connections).
const goingAway = "Going away"

// watch ends connections that are idle, or have lived long enough.
func (h *Hub) watch() {
	tick := time.NewTicker(min(h.limits.Idle, h.limits.Life)/20 + time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-h.stop:
			return
		case now := <-tick.C:
			for _, c := range h.all() {
				if now.Sub(c.lastActive()) > h.limits.Idle || now.Sub(c.connected) > h.limits.Life {
					go c.end(websocket.StatusGoingAway, goingAway)
				}
			}
		}
	}
}

func (h *Hub) all() (list []*connection) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, of := range h.apis {
		list = append(list, of.all()...)
	}
	return list
}

// Close cuts all connections, and waits for what they do. Functions are not
// told: they end, too.
func (h *Hub) Close() {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return
	}
	h.closed = true
	h.mu.Unlock()
	close(h.stop)
	for _, c := range h.all() {
		c.cut()
	}
	h.work.Wait()
}

// begin counts work that Close waits for; false after Close.
func (h *Hub) begin() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	h.work.Add(1)
	return true
}

// ended reports whether Close was called, which doesn't see connections that come after.
func (h *Hub) ended() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.closed
}

func (cs *clients) all() []*connection {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	list := make([]*connection, 0, len(cs.open))
	for _, c := range cs.open {
		list = append(list, c)
	}
	return list
}

func (cs *clients) find(id string) *connection {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.open[id]
}

func (cs *clients) add(c *connection) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cs.open[c.id] = c
}

// remove reports whether the connection was there.
func (cs *clients) remove(c *connection) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.open[c.id] != c {
		return false
	}
	delete(cs.open, c.id)
	return true
}

func (cs *clients) gateway() *socketAPI {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.now
}
