// The application on this machine, as "gatehouse dev" serves it.

package gatehousetest

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-go/gatehouse/internal/localtoken"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

// Server is a local server of the application under test.
type Server struct {
	*local.Server
	t       testing.TB
	sources map[string][]string // construct paths of functions by the folder of their source
	key     *jose.JSONWebKey    // signs tokens; nil if the test brings its own keys
	secrets map[string]string   // of IAM routes, by access key
}

// The key of tests: making one takes a tenth of a second.
var signingKey = sync.OnceValues(func() (*jose.JSONWebKey, error) { return localtoken.NewKey("gatehousetest") })

// Serve declares an application, builds its functions for this machine and
// serves it until the test ends.
//
// The config may be zero; its Assembly is filled in. Without Keys the server
// takes the tokens that [Client.Token] makes, instead of those of the app's
// issuers. Without Credentials it takes requests that [Client.Signed] signs.
// Without Log, requests and what functions log are in the test's log. A test that
// fails has the last traces there, too: what the gateways decided, step by step.
func Serve(t testing.TB, build func(app awscdk.App), config local.Config, props ...*awscdk.AppProps) *Server {
	t.Helper()
	if config.Assembly != "" {
		t.Fatalf("gatehousetest: Serve synthesises, so Config.Assembly must be empty; it is %q", config.Assembly)
	}
	app, problem := synth(t, build, props, local.Context())
	if problem != "" {
		t.Fatal(problem)
	}
	s := &Server{t: t}
	var err error
	if s.sources, err = sourcesOf(app.Dir); err != nil {
		t.Fatal(err)
	}
	config.Assembly = app.Dir
	if config.Keys == nil {
		if s.key, err = signingKey(); err != nil {
			t.Fatal(err)
		}
		config.Keys = &jose.JSONWebKeySet{Keys: []jose.JSONWebKey{s.key.Public()}}
	}
	if config.Credentials == nil {
		config.Credentials = map[string]string{"AKIDGATEHOUSETEST": "secret"}
	}
	s.secrets = maps.Clone(config.Credentials)
	if config.Log == nil {
		config.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	}
	if s.Server, err = local.Start(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(lastTraces(s.Traces()))
		}
	})
	return s
}

// shownTraces is how many traces the log of a failed test has.
const shownTraces = 5

// lastTraces are the stories of the last traces.
func lastTraces(all []local.Trace) string {
	shown := all[max(0, len(all)-shownTraces):]
	var b strings.Builder
	fmt.Fprintf(&b, "the last %d of %d traces:\n", len(shown), len(all))
	for _, one := range shown {
		b.WriteString(one.String())
	}
	return b.String()
}

// sourcesOf reads which functions are built from a folder.
func sourcesOf(assembly string) (map[string][]string, error) {
	recipe, err := code.ReadRecipe(assembly)
	if err != nil {
		return nil, err
	}
	sources := map[string][]string{}
	for _, f := range recipe.Functions {
		dir := f.Main.Dir
		if f.Main.Language != source.Go { // a file may be it
			dir = filepath.Join(f.Main.ModuleDir, filepath.FromSlash(f.Main.Source))
		}
		sources[dir] = append(sources[dir], f.Path)
	}
	return sources, nil
}

// Answer is what a function answered to an event.
type Answer struct {
	Payload []byte
	t       testing.TB
}

// Invoke sends an event to a function, past any API, and returns the answer. A
// function that fails ends the test.
//
// A function is named by the source of its handlers, as in the app
// ("functions/todos"), or by its construct path if several have that source.
// The event is JSON as []byte or string, or a value to be made JSON. Package
// routertest makes events: Event those of requests, Message those of WebSocket
// APIs.
func (s *Server) Invoke(function string, event any) *Answer {
	s.t.Helper()
	path, err := s.path(function)
	if err != nil {
		s.t.Fatalf("gatehousetest: %v", err)
	}
	payload, err := payloadOf(event)
	if err != nil {
		s.t.Fatalf("gatehousetest: event for %s: %v", function, err)
	}
	answer, err := s.Server.Invoke(s.t.Context(), path, payload)
	if err != nil {
		s.t.Fatal(err)
	}
	return &Answer{Payload: answer, t: s.t}
}

// path is the construct path of a function that a test names.
func (s *Server) path(function string) (string, error) {
	dir, err := filepath.Abs(filepath.FromSlash(function))
	if err != nil {
		return "", err
	}
	switch paths := s.sources[dir]; {
	case len(paths) == 1:
		return paths[0], nil
	case len(paths) > 1:
		return "", fmt.Errorf("several functions have the source %q: name one by its path: %s", function, strings.Join(paths, ", "))
	}
	return function, nil
}

func payloadOf(event any) ([]byte, error) {
	var text []byte
	switch e := event.(type) {
	case []byte:
		text = e
	case string:
		text = []byte(e)
	default:
		return json.Marshal(event)
	}
	if !json.Valid(text) {
		return nil, fmt.Errorf("it is not JSON: %.200s", text)
	}
	return text, nil
}

// JSON decodes the answer into v and fails the test if it doesn't fit.
func (a *Answer) JSON(v any) {
	a.t.Helper()
	if err := json.Unmarshal(a.Payload, v); err != nil {
		a.t.Fatalf("gatehousetest: the answer is not the JSON that is expected: %v: %.500s", err, a.Payload)
	}
}

// Response reads the answer as the response of a proxy integration.
func (a *Answer) Response() *routertest.Result {
	a.t.Helper()
	response, err := routertest.Response(router.AnyEvent, a.Payload)
	if err != nil {
		a.t.Fatalf("%v: %.500s", err, a.Payload)
	}
	return routertest.Read(a.t, response)
}

// API returns a client of the API with that construct path, such as "Todo/Api".
// An unknown one, or one that is not served, ends the test.
func (s *Server) API(path string) *Client {
	s.t.Helper()
	var paths []string
	for _, api := range s.APIs() {
		if api.Path != path {
			paths = append(paths, fmt.Sprintf("%q", api.Path))
			continue
		}
		if api.Reason != "" {
			s.t.Fatalf("gatehousetest: API %s is not served: %s", path, api.Reason)
		}
		return &Client{URL: api.URL, HTTP: &http.Client{CheckRedirect: asItIs}, server: s, api: api}
	}
	s.t.Fatalf("gatehousetest: there is no API %q; there are: %s", path, strings.Join(paths, ", "))
	return nil
}

// asItIs hands out a redirect as the API sent it.
func asItIs(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
