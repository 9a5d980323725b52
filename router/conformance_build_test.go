// A router built of a case: Python's rules, classes and results to Go's.

package router_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/router"
)

// An outcome is what a handler does.
type outcome struct {
	Value *outcomeBody `json:"value"`
	Tuple *struct {
		Body   outcomeBody `json:"body"`
		Status int         `json:"status"`
	} `json:"tuple"`
	Response *struct {
		Status      int            `json:"status"`
		ContentType *string        `json:"content_type"`
		Body        outcomeBody    `json:"body"`
		Headers     map[string]any `json:"headers"`
		Cookies     []string       `json:"cookies"`
		Compress    *bool          `json:"compress"`
	} `json:"response"`
	Raise *struct {
		Type    string          `json:"type"`
		Bases   []string        `json:"bases"`
		Service bool            `json:"service"`
		Status  int             `json:"status"`
		Msg     json.RawMessage `json:"msg"`
	} `json:"raise"`
}

type outcomeBody struct {
	None bool            `json:"none"`
	Str  *string         `json:"str"`
	B64  *string         `json:"b64"`
	JSON json.RawMessage `json:"json"`
}

func (b *outcomeBody) value() any {
	switch {
	case b.Str != nil:
		return *b.Str
	case b.B64 != nil:
		raw, err := base64.StdEncoding.DecodeString(*b.B64)
		if err != nil {
			panic(err)
		}
		return raw
	case b.JSON != nil:
		var v any
		if err := json.Unmarshal(b.JSON, &v); err != nil {
			panic(err)
		}
		if s, ok := v.(string); ok {
			return s
		}
		return v
	}
	return nil
}

// do gives the outcome as a handler of this router gives it.
func (o *outcome) do() (any, error) {
	switch {
	case o.Raise != nil:
		return nil, o.raise()
	case o.Tuple != nil:
		return router.JSON(o.Tuple.Status, o.Tuple.Body.value()), nil
	case o.Value != nil:
		return o.Value.value(), nil
	}
	resp := &router.Response{Status: o.Response.Status, Header: http.Header{}, Body: o.Response.Body.value()}
	for name, v := range o.Response.Headers {
		switch v := v.(type) {
		case string:
			resp.Header[name] = []string{v}
		case []any:
			for _, s := range v {
				resp.Header[name] = append(resp.Header[name], s.(string))
			}
		}
	}
	if ct := o.Response.ContentType; ct != nil && *ct != "" && resp.Header["Content-Type"] == nil {
		resp.Header["Content-Type"] = []string{*ct}
	}
	if len(o.Response.Cookies) > 0 {
		resp.Header["Set-Cookie"] = o.Response.Cookies
	}
	if c := o.Response.Compress; c != nil {
		resp.Compress = router.Off
		if *c {
			resp.Compress = router.On
		}
	}
	return resp, nil
}

// raise returns the exception as an error whose chain is its ancestry.
func (o *outcome) raise() error {
	var err error = fmt.Errorf("%s", o.Raise.Type)
	if o.Raise.Service {
		e := &router.Error{Status: o.Raise.Status}
		switch msg := string(o.Raise.Msg); {
		case msg == "" && o.Raise.Type == "NotFoundError":
			e.Message = "Not found"
		default:
			e.Detail = json.RawMessage(msg)
		}
		err = e
	}
	for _, base := range slices.Backward(o.Raise.Bases) {
		err = classFor(base).wrap(err)
	}
	return err
}

// A pyError is an error of one of Python's classes; what it wraps is the same
// error as its base class sees it.
type pyError[Class any] struct{ base error }

func (e pyError[Class]) Error() string { return e.base.Error() }
func (e pyError[Class]) Unwrap() error { return e.base }

type pyClass struct {
	wrap func(error) error
	on   func(*router.Router, *outcome)
}

func class[Class any]() pyClass {
	return pyClass{
		wrap: func(base error) error { return pyError[Class]{base} },
		on: func(r *router.Router, o *outcome) {
			router.OnError(r, func(context.Context, *router.Request, pyError[Class]) (any, error) { return o.do() })
		},
	}
}

// classes has a Go type for each class that was met; more are taken from spare.
var (
	classes = map[string]pyClass{}
	spare   []pyClass
)

func init() {
	spare = []pyClass{
		class[[1]byte](), class[[2]byte](), class[[3]byte](), class[[4]byte](), class[[5]byte](), class[[6]byte](), class[[7]byte](), class[[8]byte](),
		class[[9]byte](), class[[10]byte](), class[[11]byte](), class[[12]byte](), class[[13]byte](), class[[14]byte](), class[[15]byte](), class[[16]byte](),
		class[[17]byte](), class[[18]byte](), class[[19]byte](), class[[20]byte](), class[[21]byte](), class[[22]byte](), class[[23]byte](), class[[24]byte](),
	}
}

func classFor(name string) pyClass {
	c, ok := classes[name]
	if !ok {
		c, spare = spare[0], spare[1:]
		classes[name] = c
	}
	return c
}

var kinds = map[string]router.EventKind{
	"APIGatewayRestResolver": router.RESTEvent, "APIGatewayHttpResolver": router.HTTPEvent, "ALBResolver": router.ALBEvent,
	"LambdaFunctionUrlResolver": router.URLEvent, "VPCLatticeResolver": router.LatticeV1Event, "VPCLatticeV2Resolver": router.LatticeV2Event,
	"APIGatewayProxyEvent": router.RESTEvent, "APIGatewayProxyEventV2": router.HTTPEvent,
}

// A caseRun is what is known after a case's event was answered.
type caseRun struct {
	reached int // index of the route whose handler ran, or -1
	args    map[string]string
}

// build returns the case's router. Routes that no request could ever reach,
// because an earlier one matches the same paths, are refused by this router;
// they're left out here as they're dead there.
func (c *conformanceCase) build(run *caseRun) *router.Router {
	kind, ok := kinds[c.Resolver]
	if !ok {
		kind = kinds[c.ProxyType]
	}
	r := router.New(router.Config{
		Event: kind, CORS: c.policy(), Debug: c.Config.Debug, ReturnErrors: true, CompressMin: 1,
		StripPrefixes: c.prefixes(), StripPatterns: c.expressions(), Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	// Rules without a parameter come first in Python, whatever the order.
	var order []int
	for _, dynamic := range []bool{false, true} {
		for i, route := range c.Routes {
			if strings.ContainsAny(route.Rule, "<(") == dynamic {
				order = append(order, i)
			}
		}
	}
	for _, i := range order {
		route := c.Routes[i]
		pattern := goPattern(route.Rule, kind)
		if pattern == "" {
			continue
		}
		o := route.Outcome
		if o == nil {
			o = c.Outcome
		}
		full := router.Route{
			Key: route.Method + " " + pattern, Compress: route.Compress, CacheControl: route.CacheControl, NoCORS: route.CORS != nil && !*route.CORS,
			Handler: func(_ context.Context, req *router.Request) (any, error) {
				run.reached = i
				for name, v := range req.Params() {
					run.args[name] = v
				}
				return o.do()
			},
		}
		if route.CORS != nil && *route.CORS && c.Config.CORS == nil {
			full.CORS = cors.AllowAny()
		}
		addUnlessDead(r, full)
	}
	c.addErrorHandlers(r)
	return r
}

func addUnlessDead(r *router.Router, route router.Route) {
	defer func() {
		if p := recover(); p != nil && !strings.Contains(fmt.Sprint(p), "registered at") {
			panic(p)
		}
	}()
	r.Add(route)
}

func (c *conformanceCase) addErrorHandlers(r *router.Router) {
	for _, raw := range c.ExcHandlers {
		var h struct {
			Bases   []string `json:"bases"`
			Outcome outcome  `json:"outcome"`
		}
		if raw[0] == '[' { // a recorded case says only which there are
			if err := json.Unmarshal(raw, &h.Bases); err != nil {
				panic(err)
			}
			if c.ExcHandler == nil || c.ExcHandler.Key != h.Bases[0] {
				continue
			}
			h.Outcome = c.ExcHandler.Outcome
		} else if err := json.Unmarshal(raw, &h); err != nil {
			panic(err)
		}
		classFor(h.Bases[0]).on(r, &h.Outcome)
	}
	// What isn't found is an exception of that class there.
	var notFound outcome
	if err := json.Unmarshal([]byte(`{"raise":{"type":"NotFoundError","bases":["NotFoundError","ServiceError","Exception"],"service":true,"status":404}}`), &notFound); err != nil {
		panic(err)
	}
	r.NotFound(func(context.Context, *router.Request) (any, error) { return notFound.do() })
}

var parameter = regexp.MustCompile(`<(\w+)>`)

// goPattern returns a Python rule as a pattern of this router, "" for one that
// matches no path.
func goPattern(rule string, kind router.EventKind) string {
	switch rule {
	case "":
		if kind == router.RESTEvent {
			return "/"
		}
		return ""
	case ".*", ".+":
		return "/{any*}"
	}
	prefix, last := rule[:strings.LastIndex(rule, "/")+1], rule[strings.LastIndex(rule, "/")+1:]
	switch {
	case last == ".+" || last == "(.+)":
		return prefix + "{any+}"
	case strings.ContainsAny(last, `\[+*`):
		return prefix + "{any:" + last + "}"
	case strings.ContainsAny(rule, "{}"):
		return regexp.MustCompile(`\{\w+\}`).ReplaceAllStringFunc(rule, func(s string) string { return "{any:" + regexp.QuoteMeta(s) + "}" })
	}
	return parameter.ReplaceAllString(rule, "{$1}")
}

func (c *conformanceCase) policy() *cors.Policy {
	p := c.Config.CORS
	if p == nil {
		return nil
	}
	headers := append([]string{"Authorization", "Content-Type", "X-Amz-Date", "X-Amz-Security-Token", "X-Api-Key"}, p.AllowHeaders...)
	slices.Sort(headers)
	policy := &cors.Policy{
		AllowOrigins: append([]string{p.AllowOrigin}, p.ExtraOrigins...), AllowHeaders: headers,
		ExposeHeaders: p.ExposeHeaders, AllowCredentials: p.AllowCredentials,
	}
	if len(policy.ExposeHeaders) == 0 {
		policy.ExposeHeaders = nil
	}
	if p.MaxAge != nil {
		if policy.MaxAge = time.Duration(*p.MaxAge) * time.Second; policy.MaxAge == 0 {
			policy.MaxAge = -time.Second // 0 is not said here
		}
	}
	return policy
}

func (c *conformanceCase) prefixes() []string {
	var list []struct{ S any }
	if json.Unmarshal(c.Config.StripPrefixes, &list) != nil {
		return nil
	}
	var prefixes []string
	for _, p := range list {
		if s, ok := p.S.(string); ok {
			prefixes = append(prefixes, s)
		}
	}
	return prefixes
}

func (c *conformanceCase) expressions() []*regexp.Regexp {
	var list []struct{ Re string }
	if json.Unmarshal(c.Config.StripPrefixes, &list) != nil {
		return nil
	}
	var all []*regexp.Regexp
	for _, p := range list {
		if p.Re != "" {
			all = append(all, regexp.MustCompile(p.Re))
		}
	}
	return all
}
