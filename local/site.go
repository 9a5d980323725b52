package local

// A custom domain: which API and stage a request goes to.

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

// site is a custom domain name as it is served.
type site struct {
	srv      *Server
	domain   *assembly.Domain
	mappings []*way // longest key first
	reason   string // why none of it can be served: 501
}

// way is a mapping with what answers.
type way struct {
	*assembly.Mapping
	segments []string
	gateway  *gateway
	reason   string // why it can't be served: 501
}

func newSite(srv *Server, d *assembly.Domain, gateways map[*assembly.API]*gateway) *site {
	s := &site{srv: srv, domain: d}
	if d.MutualTLS {
		srv.warn(fmt.Sprintf("%s: no client certificate is asked for here, although %s has mutual TLS", d.Path, d.Name))
	}
	if len(d.Problems) > 0 {
		s.reason = d.Problems[0].String()
		srv.warn(s.reason)
	}
	for _, m := range d.Mappings {
		to := &way{Mapping: m, gateway: gateways[m.API]}
		if m.Key != "" {
			to.segments = strings.Split(m.Key, "/")
		}
		switch {
		case len(m.Problems) > 0:
			to.reason = m.Problems[0].String()
		case to.gateway.reason != "":
			to.reason = to.gateway.reason
		case to.gateway.stages[m.Stage] == nil:
			to.reason = fmt.Sprintf("%s: API %s has no stage %q", m.Path, m.API.Path, m.Stage)
		}
		if to.reason != "" {
			srv.warn(to.reason)
		}
		s.mappings = append(s.mappings, to)
	}
	slices.SortStableFunc(s.mappings, func(a, b *way) int { return len(b.segments) - len(a.segments) })
	return s
}

// find returns the mapping with the longest key that a path begins with, whole
// segments at a time, and the rest of the path (developer guide, "Map API
// stages to a custom domain name for HTTP APIs").
func (s *site) find(path string) (*way, string) {
	for _, m := range s.mappings {
		if rest, ok := cutSegments(path, m.segments); ok {
			return m, rest
		}
	}
	return nil, ""
}

func cutSegments(path string, segments []string) (rest string, ok bool) {
	for _, want := range segments {
		path = strings.TrimPrefix(path, "/")
		var have string
		have, path, _ = strings.Cut(path, "/")
		if got, err := url.PathUnescape(have); err != nil || got != want {
			return "", false
		}
		path = "/" + path
	}
	return path, true
}

// ServeHTTP answers as the API behind the domain does.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{r: r, asked: r, w: w, started: time.Now(), id: requestID(), domain: s.nameFor(r.Host)}
	x.g = &gateway{srv: s.srv, api: &assembly.API{Path: s.domain.Path}} // until the API is known
	m, rest := s.find(r.URL.EscapedPath())
	switch {
	case s.reason != "":
		x.write(x.unable(s.reason))
	case m == nil:
		x.write(x.fail(http.StatusForbidden, "Forbidden", "no mapping of %s leads from this path to an API", s.domain.Name))
	case m.reason != "":
		x.write(x.unable(m.reason))
	default:
		x.g, x.stage, x.path = m.gateway, m.gateway.stages[m.Stage], rest
		x.r = throughStage(r, m.Stage, rest)
		x.write(x.answer())
	}
}

// throughStage returns the request as it would be at the API's own endpoint:
// without the key of the mapping, and with the stage. So functions see it in
// format 2.0 (developer guide, "Create AWS Lambda proxy integrations for HTTP
// APIs", and what users of named stages report).
func throughStage(r *http.Request, stage, rest string) *http.Request {
	if stage != "$default" {
		rest = "/" + stage + rest
	}
	to := *r
	to.URL = new(*r.URL)
	to.URL.RawPath = rest
	to.URL.Path, _ = url.PathUnescape(rest) // a part of what was unescaped before
	return &to
}

// nameFor returns the name by which events know the domain: what the client
// called it, unless that is a name of this machine.
func (s *site) nameFor(host string) string {
	if name := hostname(host); s.matches(name) {
		return name
	}
	return s.domain.Name
}

func (s *site) matches(name string) bool {
	if parent, ok := strings.CutPrefix(s.domain.Name, "*"); ok {
		label, found := strings.CutSuffix(name, parent)
		return found && label != "" && !strings.ContainsAny(label, ".")
	}
	return s.domain.Name == name
}

// hostname is the name in a Host header.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(host)
}

// siteOf finds the custom domain that a request is for by its Host header: a
// full name before a wildcard.
func (s *Server) siteOf(host string) *site {
	sites := s.sites.Load()
	if sites == nil || len(*sites) == 0 {
		return nil
	}
	name := hostname(host)
	if one := (*sites)[name]; one != nil {
		return one
	}
	if _, parent, ok := strings.Cut(name, "."); ok {
		return (*sites)["*."+parent]
	}
	return nil
}
