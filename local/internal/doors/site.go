// A custom domain: which API and stage a request goes to.

package doors

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/requestlog"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Site is a custom domain name as it is served.
type Site struct {
	host     *gateway.Host
	domain   *assembly.Domain
	mappings []*way // longest key first
	reason   string // why nothing of it can be served: 501
	traced   *trace.API
}

// way is a mapping with what answers.
type way struct {
	*assembly.Mapping
	segments []string
	gateway  gateway.Gateway
	reason   string // why it can't be served: 501
	place    *trace.Place
}

// NewSite makes a custom domain lead to the gateways of its mappings.
func NewSite(host *gateway.Host, d *assembly.Domain, gateways map[*assembly.API]gateway.Gateway) *Site {
	s := &Site{host: host, domain: d, traced: &trace.API{Path: d.Path, Place: gateway.Place("", d.Path)}}
	if d.MutualTLS {
		host.Warn(fmt.Sprintf("%s: no client certificate is asked for here, although %s has mutual TLS", d.Path, d.Name))
	}
	if len(d.Problems) > 0 {
		s.reason = d.Problems[0].String()
		host.Warn(s.reason)
	}
	for _, m := range d.Mappings {
		to := &way{Mapping: m, gateway: gateways[m.API], place: gateway.Place("", m.Path)}
		if m.Key != "" {
			to.segments = strings.Split(m.Key, "/")
		}
		switch {
		case len(m.Problems) > 0:
			to.reason = m.Problems[0].String()
		case to.gateway.Reason() != "":
			to.reason = to.gateway.Reason()
		case !to.gateway.HasStage(m.Stage):
			to.reason = fmt.Sprintf("%s: API %s has no stage %q", m.Path, m.API.Path, m.Stage)
		}
		if to.reason != "" {
			host.Warn(to.reason)
		}
		s.mappings = append(s.mappings, to)
	}
	slices.SortStableFunc(s.mappings, func(a, b *way) int { return len(b.segments) - len(a.segments) })
	return s
}

// find returns the mapping with the longest key that a path begins with, whole
// segments at a time, and the rest of the path (developer guide, "Map API
// stages to a custom domain name for HTTP APIs").
func (s *Site) find(path string) (*way, string) {
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
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	request := gateway.Arrived(w, r).Traced(s.host.Traces)
	request.Trace.Of(s.traced)
	domain := request.Trace.Note(trace.Domain, s.domain.Name).In(s.traced.Place).With("host", r.Host)
	m, rest := s.find(r.URL.EscapedPath())
	refusal := s.refuse(m, r)
	if m != nil {
		request.Trace.Note(trace.Mapping, "/"+m.Key).In(m.place).With("stage", m.Stage).With("path after it", rest)
	}
	if refusal == nil {
		m.gateway.Serve(w, request.Through(s.nameFor(r.Host), m.Stage, rest))
		return
	}
	gateway.End(domain, refusal)
	refusal.SetHeader(w.Header())
	w.Header()["Apigw-Requestid"] = []string{request.ID}
	gateway.Send(s.host, w, request, refusal, requestlog.Record{API: s.domain.Path})
}

// refuse is the answer to a request that no API gets; nil if one does.
func (s *Site) refuse(m *way, r *http.Request) *reply.Reply {
	switch {
	case !s.matches(hostname(r.Host)) && !s.host.IsOurs(r.Host): // by a door of its own, which any name may be made to lead to
		return reply.Fail(http.StatusForbidden, "Forbidden", "host %q is not %s, nor a name of this server", r.Host, s.domain.Name)
	case s.reason != "":
		return reply.Unable(s.reason)
	case m == nil:
		return reply.Fail(http.StatusForbidden, "Forbidden", "no mapping of %s leads from this path to an API", s.domain.Name)
	case m.reason != "":
		return reply.Unable(m.reason)
	}
	return nil
}

// nameFor returns the name by which events know the domain: what the client
// called it, unless that is a name of this machine.
func (s *Site) nameFor(host string) string {
	if name := hostname(host); s.matches(name) {
		return name
	}
	return s.domain.Name
}

func (s *Site) matches(name string) bool {
	if parent, ok := strings.CutPrefix(s.domain.Name, "*"); ok {
		label, found := strings.CutSuffix(name, parent)
		return found && label != "" && !strings.ContainsAny(label, ".")
	}
	return s.domain.Name == name
}
