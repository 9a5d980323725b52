// Random APIs: routes that can stand beside each other, what they lead to, who may call
// them, and settings of the whole API.

package definitions

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/restapi"
)

// spec is an API as it is declared, whichever form it gets.
type spec struct {
	number int
	rest   *restapi.Props // nil for an HTTP API
	routes []restapi.Route
	http   *httpapi.Props
	plain  []httpapi.Route
	keys   []routekey.Key // of all routes
	stages []string       // names; the first is the main one
}

// random makes the nth API; the same n makes the same one.
type random struct {
	*rand.Rand
	w *world
}

func newRandom(n int, w *world) random { return random{rand.New(rand.NewPCG(22, uint64(n))), w} }

// one picks an element.
func one[T any](r random, list ...T) T { return list[r.IntN(len(list))] }

// often reports true in p of 100 cases.
func (r random) often(p int) bool { return r.IntN(100) < p }

func (r random) spec(n int) *spec {
	s := &spec{number: n}
	rest := r.often(50)
	list := r.w.authorizers(rest)
	if rest {
		s.rest = r.restProps(s, list)
	} else {
		s.http = r.httpProps(s, list)
	}
	for n := 1 + r.IntN(8); n > 0 || len(s.keys) == 0; n-- { // a REST API needs one
		key, ok := r.key(s, rest)
		if !ok {
			continue
		}
		auth := one(r, append(list, nil, nil, nil)...)
		if rest {
			s.routes = append(s.routes, r.restRoute(key, auth, list[len(list)-1]))
		} else {
			s.plain = append(s.plain, r.httpRoute(key, auth, list))
		}
	}
	return s
}

// key is that of a route that may stand beside the others, of one or two methods.
func (r random) key(s *spec, rest bool) (string, bool) {
	text := one(r, "GET", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "ANY", "ANY", "GET,POST") + " " + r.path()
	if !rest && r.often(10) {
		text = "$default"
	}
	keys, err := routekey.Parse(text)
	if err != nil {
		panic(err)
	}
	for _, k := range keys {
		if s.rest != nil && s.rest.CORS != nil && k.Method == "OPTIONS" {
			return "", false // CORS has the path's
		}
		for _, other := range s.keys {
			if _, conflict := routekey.Conflict(k, other); conflict {
				return "", false
			}
			if _, conflict := routekey.ConflictREST(k.Path, other.Path); rest && conflict {
				return "", false
			}
		}
	}
	s.keys = append(s.keys, keys...)
	return text, true
}

// path is a path of up to four segments.
func (r random) path() string {
	if r.often(8) {
		return "/"
	}
	var b strings.Builder
	for depth := range 1 + r.IntN(3) {
		b.WriteByte('/')
		if r.often(35) {
			fmt.Fprintf(&b, "{p%d}", depth)
			continue
		}
		b.WriteString(one(r, "a", "b", "a", "a-b", "c.d", "e_f", "A", "1"))
	}
	if r.often(15) {
		b.WriteString("/{rest+}")
	}
	return b.String()
}

// policy is CORS as APIs of a kind may have it; mostly none.
func (r random) policy(rest bool) *cors.Policy {
	switch {
	case r.often(50):
		return nil
	case r.often(30):
		return cors.AllowAny()
	}
	p := cors.Allow("https://app.example.com")
	if !rest && r.often(40) {
		p.AllowOrigins = append(p.AllowOrigins, "https://other.example.com")
	}
	p.AllowCredentials = r.often(40)
	if r.often(40) {
		p.AllowMethods = []string{"GET", "POST"}
	}
	if r.often(40) {
		p.AllowHeaders, p.ExposeHeaders = []string{"content-type", "x-token"}, []string{"x-fn"}
	}
	if r.often(40) {
		p.MaxAge = time.Hour
	}
	return p
}

func (r random) defaultAuth(list []authorizers.Authorizer) authorizers.Authorizer {
	if r.often(40) {
		return one(r, list...)
	}
	return nil
}

func (r random) httpProps(s *spec, list []authorizers.Authorizer) *httpapi.Props {
	p := &httpapi.Props{
		Name: fmt.Sprintf("api-%d", s.number), CORS: r.policy(false), DefaultAuth: r.defaultAuth(list), DisableEndpoint: r.often(3), NoURLOutput: true,
		Stages: []httpapi.Stage{{Variables: map[string]string{"color": "red"}}},
	}
	if r.often(30) {
		p.Stages = append(p.Stages, httpapi.Stage{Name: "test", Variables: map[string]string{"color": "blue"}})
	}
	if r.often(10) {
		p.Stages[0].Throttle = &httpapi.Throttle{Rate: 0.0001, Burst: 4}
	}
	for i, stage := range p.Stages {
		p.Stages[i].AccessLog = &accesslog.Config{Off: true} // saves time
		s.stages = append(s.stages, stage.Name)
	}
	return p
}

func (r random) httpRoute(key string, auth authorizers.Authorizer, list []authorizers.Authorizer) httpapi.Route {
	route := httpapi.Route{Key: key, Auth: auth, Integration: r.httpIntegration(key)}
	if r.often(15) {
		route.Throttle = &httpapi.Throttle{Rate: 0.0001, Burst: 1 + r.IntN(3)}
	}
	if r.often(25) {
		route.Auth, route.Scopes = list[5], []string{"read", "admin"} // the JWT authorizer
	}
	return route
}

// changes are those of requests.
func (r random) changes() (list []integrations.Change) {
	value := one(r, "$request.header.x-say", "$request.querystring.q", "$context.stage", "$stageVariables.color", "text", "of ${context.routeKey}")
	for _, change := range []integrations.Change{
		integrations.AppendHeader("x-appended", value), integrations.SetHeader("x-set", value), integrations.SetQuery("set", value),
		integrations.AppendQuery("appended", value), integrations.RemoveHeader("x-gone"), integrations.RemoveQuery("gone"),
	} {
		if r.often(20) {
			list = append(list, change)
		}
	}
	return list
}

// responses are changes of responses, of one or two statuses.
func (r random) responses() (list []integrations.Response) {
	for _, status := range []int{200, 418} {
		if r.often(30) {
			list = append(list, integrations.Response{Status: status, Changes: []integrations.Change{
				one(r, integrations.SetStatus(299), integrations.AppendHeader("x-mapped", "$response.header.x-fn"), integrations.RemoveHeader("x-backend")),
			}})
		}
	}
	return list
}

func (r random) httpIntegration(key string) integrations.Integration {
	switch r.IntN(6) {
	case 0, 1:
		return integrations.Lambda(r.w.answers)
	case 2:
		options := &integrations.LambdaOptions{PayloadFormat: one(r, "1.0", "2.0", ""), Request: r.changes(), Responses: r.responses()}
		if r.often(30) {
			options.Timeout = time.Duration(1+r.IntN(20)) * time.Second
		}
		return integrations.LambdaWith(r.w.answers, options)
	case 3:
		return integrations.SQS(r.w.queue, integrations.SendMessage, nil)
	}
	return integrations.URL(r.url(key), &integrations.URLOptions{
		Method: one(r, "", "", "POST"), Request: r.changes(), Responses: r.responses(),
	})
}

// url is one of the backend with the parameters of a route in it.
func (r random) url(key string) string {
	url := r.w.backend + one(r, "", "/of", "/of/deep")
	for _, text := range []string{"p0", "p1", "p2", "rest"} {
		if (strings.Contains(key, "{"+text+"}") || strings.Contains(key, "{"+text+"+}")) && r.often(70) {
			url += "/{" + text + "}"
		}
	}
	if r.often(20) {
		url += "?fixed=1"
	}
	return url
}
