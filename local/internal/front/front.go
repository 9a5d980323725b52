// A distribution: which behavior a request has, and where it goes.

package front

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/requestlog"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Front is a distribution as it is served.
type Front struct {
	host   *gateway.Host
	front  *assembly.Front
	traced *trace.API
	toAPI  func(*assembly.API) (handler http.Handler, host string)
	ways   []way
}

// way is a behavior with what answers.
type way struct {
	*assembly.Behavior
	reason string // why it can't be served: 501
	bucket *files
}

// New makes a handler for a distribution. toAPI returns what answers the requests
// of an API, and the host by which they come.
func New(host *gateway.Host, f *assembly.Front, toAPI func(*assembly.API) (http.Handler, string)) *Front {
	out := &Front{host: host, front: f, toAPI: toAPI, traced: &trace.API{Path: f.Path, Place: gateway.Place("", f.Path)}}
	for _, b := range f.Behaviors {
		w := way{Behavior: b}
		switch o := b.Origin; {
		case len(b.Problems) > 0:
			w.reason = b.Problems[0].String()
		case o == nil:
			w.reason = fmt.Sprintf("%s: nothing is known of the origin of %s", f.Path, named(b))
		case o.API != nil, b.Rewrite.NotFound:
		case o.Bucket != nil:
			w.bucket = newFiles(o.Bucket)
			if len(o.Bucket.Content) == 0 {
				host.Warn(fmt.Sprintf("%s: no BucketDeployment of the app puts anything into it, so it is empty here", o.Bucket.Path))
			}
		case strings.HasSuffix(o.Host, ".amazonaws.com") || strings.HasSuffix(o.Host, ".on.aws") || o.Host == "":
			w.reason = fmt.Sprintf("%s: the origin %s is in AWS, and not one of the app's APIs or buckets", f.Path, o.ID)
		}
		if w.reason != "" {
			host.Warn(w.reason)
		}
		out.ways = append(out.ways, w)
	}
	for _, p := range f.Problems {
		host.Warn(p.String())
	}
	return out
}

func named(b *assembly.Behavior) string {
	if b.Pattern == "" {
		return "what no other path takes"
	}
	return b.Pattern
}

// ServeHTTP answers a request.
func (f *Front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	way := f.find(r.URL.EscapedPath())
	refusal := f.refuse(way, r)
	if refusal == nil && way.Origin.API != nil {
		f.toOrigin(w, r, way)
		return
	}
	request := gateway.Arrived(w, r).Traced(f.host.Traces)
	request.Trace.Of(f.traced)
	step := f.note(request.Trace, way, r.URL.EscapedPath())
	if refusal == nil && way.bucket == nil {
		f.proxy(w, r, way, request)
		return
	}
	if refusal == nil {
		refusal = way.bucket.answer(f.pathAt(way, r.URL.EscapedPath()))
	}
	gateway.End(step, refusal)
	refusal.SetHeader(w.Header())
	gateway.Send(f.host, w, request, refusal, requestlog.Record{API: f.front.Path})
}

// note records which behavior a request has.
func (f *Front) note(recording *trace.Recording, way *way, path string) trace.Step {
	step := recording.Note(trace.Front, f.front.Path).In(f.traced.Place).With("path", path)
	if way != nil {
		step = step.With("behavior", named(way.Behavior))
		if way.Origin != nil {
			step = step.With("origin", way.Origin.ID).With("path there", f.pathAt(way, path))
		}
	}
	return step
}

// find returns the first behavior whose pattern matches a path; the last takes
// all.
func (f *Front) find(path string) *way {
	for i := range f.ways {
		if w := &f.ways[i]; w.Takes(path) {
			return w
		}
	}
	return nil
}

// refuse is the answer to a request that goes nowhere; nil if it goes on.
func (f *Front) refuse(way *way, r *http.Request) *reply.Reply {
	switch {
	case !f.isOurs(r.Host):
		return gateway.NotOurs(r.Host)
	case way == nil:
		return reply.Fail(http.StatusNotFound, "Not Found", "the distribution %s has no behavior for this path", f.front.Path)
	case way.reason != "":
		return reply.Unable(way.reason)
	case way.Rewrite.NotFound:
		return reply.Fail(http.StatusNotFound, "Not Found", "no route of the front takes this path")
	case !slices.Contains(way.Methods, r.Method):
		return reply.Fail(http.StatusForbidden, "Forbidden", "CloudFront lets only %s through to %s",
			strings.Join(way.Methods, ", "), named(way.Behavior))
	}
	return nil
}

func (f *Front) isOurs(host string) bool {
	name, _, _ := strings.Cut(host, ":")
	return f.host.IsOurs(host) || slices.Contains(f.front.Names, name)
}

// pathAt is the path of a request at its origin.
func (f *Front) pathAt(w *way, path string) string {
	path = strings.TrimPrefix(path, w.Rewrite.Cut)
	if path == "" {
		path = "/"
	}
	if last := path[strings.LastIndex(path, "/")+1:]; w.Rewrite.Page != "" && !strings.Contains(last, ".") {
		path = w.Rewrite.Page
	}
	if path == "/" && f.front.Root != "" && w.Pattern == "" {
		path += f.front.Root
	}
	return w.Origin.Path + path
}

// toOrigin hands a request to an API of this server, as CloudFront sends it.
func (f *Front) toOrigin(w http.ResponseWriter, r *http.Request, way *way) {
	handler, host := f.toAPI(way.Origin.API)
	before := r.URL.EscapedPath()
	inner := r.Clone(gateway.WithStep(r.Context(), func(recording *trace.Recording) { f.note(recording, way, before) }))
	inner.Host = host
	setPath(inner.URL, f.pathAt(way, before))
	inner.RequestURI = inner.URL.RequestURI()
	setHeaders(inner.Header, way)
	handler.ServeHTTP(w, inner)
}

// setPath gives a URL a path as it stands in a request.
func setPath(u *url.URL, escaped string) {
	u.RawPath = escaped
	u.Path, _ = url.PathUnescape(escaped) // of a request that net/http could read
}

// setHeaders adds what CloudFront sends to the origin beside the client's headers.
func setHeaders(h http.Header, way *way) {
	for name, value := range way.Origin.Headers {
		h.Set(name, value)
	}
	h["Via"] = append(slices.Clone(h["Via"]), "2.0 local.cloudfront.net (CloudFront)")
}

// proxy hands a request to a server elsewhere.
func (f *Front) proxy(w http.ResponseWriter, r *http.Request, way *way, request *gateway.Request) {
	scheme := "https"
	if way.Origin.HTTP {
		scheme = "http"
	}
	forward := httputil.ReverseProxy{
		Transport: f.host.Transport,
		Rewrite: func(p *httputil.ProxyRequest) {
			p.Out.URL.Scheme, p.Out.URL.Host, p.Out.Host = scheme, way.Origin.Host, way.Origin.Host
			setPath(p.Out.URL, f.pathAt(way, r.URL.EscapedPath()))
			p.SetXForwarded()
			setHeaders(p.Out.Header, way)
		},
		ModifyResponse: func(resp *http.Response) error {
			request.Trace.Answered(resp.StatusCode, maps.Clone(resp.Header), nil, 0)
			request.Trace.Finish("")
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			gateway.Send(f.host, w, request, reply.Fail(http.StatusBadGateway, "Bad Gateway", "origin %s: %v", way.Origin.ID, err),
				requestlog.Record{API: f.front.Path})
		},
	}
	forward.ServeHTTP(w, r)
}

// clean is a path without dot segments, which never name an object.
func clean(p string) (key string, ok bool) {
	key = strings.TrimPrefix(p, "/")
	return key, key == "" || path.Clean("/"+key) == "/"+strings.TrimSuffix(key, "/")
}
