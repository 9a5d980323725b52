// What the app has: GET /api/app.

package console

import (
	"net/http"
	"path/filepath"

	"github.com/gatehouse-go/gatehouse/internal/gomodule"
	"github.com/gatehouse-go/gatehouse/local/internal/console/page"
	"github.com/gatehouse-go/gatehouse/local/internal/fault"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Server is what the console shows: a local server. Its methods may be called
// concurrently.
type Server interface {
	// Describe returns the APIs and functions as they are served now.
	Describe() ([]API, []Function)

	// Issuers returns the authorizers whose tokens the console may make.
	Issuers() []Issuer

	// KeyValue returns the value of an API's key, by its name.
	KeyValue(api, name string) (string, bool)

	// Address returns the address of an API's port, or of a custom domain's, such
	// as "http://127.0.0.1:3000"; empty if there is none.
	Address(name string) string

	// Recorder has the traces; nil if none are recorded.
	Recorder() *trace.Recorder

	// Faults are those that can be switched on.
	Faults() *fault.Switches

	// Generation counts the versions of the app that the server has served: each
	// synth and each rebuilt function makes a new one.
	Generation() int
}

// App is the answer to GET /api/app.
type App struct {
	Project    string     `json:"project"`    // its name
	Folder     string     `json:"folder"`     // absolute
	Module     string     `json:"module"`     // folder of the go.mod, absolute: files of places are relative to it
	Serving    bool       `json:"serving"`    // false while the first synth has not succeeded
	Generation int        `json:"generation"` // of what is served: more after each synth and each rebuilt function
	APIs       []API      `json:"apis"`
	Functions  []Function `json:"functions"`
	Issuers    []Issuer   `json:"issuers"` // empty if the console can't make tokens

	Faults   fault.State `json:"faults"`
	Problems Problems    `json:"problems"`
}

// API is an API of the app.
type API struct {
	Path    string   `json:"path"` // construct path, e.g. "Todo/Api"
	Kind    string   `json:"kind"` // http, rest or websocket
	Name    string   `json:"name"`
	URL     string   `json:"url,omitempty"`    // of the first stage
	Reason  string   `json:"reason,omitempty"` // why it is not served
	Stages  []Stage  `json:"stages"`           // by name
	Domains []Domain `json:"domains"`          // by which custom domains lead to it
	Keys    []string `json:"keys"`             // names of its API keys
	Routes  []Route  `json:"routes"`           // sorted by path
}

// Stage is a stage of an API.
type Stage struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"` // empty if only a custom domain leads to it
}

// Domain is a mapping of a custom domain.
type Domain struct {
	Name  string `json:"name"`
	Key   string `json:"key"` // of the mapping; empty is the root
	Stage string `json:"stage"`
	URL   string `json:"url,omitempty"` // on this machine
}

// Route is a route, or a method of a REST API.
type Route struct {
	Key      string       `json:"key"`              // e.g. "GET /todos/{id}" or "$connect"
	Method   string       `json:"method,omitempty"` // not of WebSocket APIs
	Path     string       `json:"path,omitempty"`   // not of WebSocket APIs
	Handler  string       `json:"handler,omitempty"`
	Function string       `json:"function,omitempty"` // construct path
	Auth     Auth         `json:"auth"`
	APIKey   bool         `json:"apiKey,omitempty"` // the caller needs an API key
	Place    *trace.Place `json:"place,omitempty"`
	URL      string       `json:"url,omitempty"`
	Reason   string       `json:"reason,omitempty"` // why it is not served
}

// Auth is who may call a route.
type Auth struct {
	Kind     string   `json:"kind"`           // NONE, AWS_IAM, JWT, CUSTOM or COGNITO_USER_POOLS
	Name     string   `json:"name,omitempty"` // of the authorizer
	Issuer   string   `json:"issuer,omitempty"`
	Audience []string `json:"audience,omitempty"`
	Scopes   []string `json:"scopes,omitempty"`
}

// Function is a Lambda function of the app.
type Function struct {
	ID   string `json:"id"`   // construct path
	Name string `json:"name"` // the folder of its source if it is known, else the construct path

	Workers int `json:"workers"` // processes that run now
}

// Issuer is a JWT or Cognito authorizer for which the console makes tokens.
type Issuer struct {
	Name     string   `json:"name"` // of the authorizer
	API      string   `json:"api"`
	URL      string   `json:"url"`
	Audience []string `json:"audience"`
	Sources  []string `json:"sources"` // identity sources, e.g. "$request.header.Authorization"
	Scopes   []string `json:"scopes"`  // that routes of the API ask for
}

// routes are the paths of the console.
func (c *Console) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", page.Handler())
	mux.HandleFunc("GET /api/app", answering(func(*http.Request) (any, error) { return c.describe(), nil }))
	for pattern, answer := range map[string]func(*http.Request) (any, error){
		"GET /api/problems":            c.listProblems,
		"GET /api/traces":              c.list,
		"GET /api/traces/{id}":         c.get,
		"POST /api/traces/{id}/replay": c.replay,
		"POST /api/replay-last":        c.replayLast,
		"GET /api/compare":             c.compare,
		"GET /api/logs":                c.logs,
		"POST /api/call":               c.call,
		"POST /api/tokens":             c.makeToken,
		"GET /api/faults":              c.faults,
		"POST /api/faults":             c.setFaults,
		"GET /api/connections":         c.listConnections,
		"POST /api/connections":        c.connect,
		"GET /api/connections/{id}":    c.getConnection,
		"DELETE /api/connections/{id}": c.disconnect,

		"POST /api/connections/{id}/messages": c.sendMessage,
	} {
		mux.HandleFunc(pattern, answering(answer))
	}
	mux.HandleFunc("GET /api/traces/{id}/story", c.story)
	mux.HandleFunc("GET /api/traces/{id}/curl", c.curl)
	mux.HandleFunc("GET /api/traces/{id}/gotest", c.goTest)
	mux.HandleFunc("GET /api/events", c.stream)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		fail(w, http.StatusNotFound, "there is no %s %s; docs/agents.md lists what there is", r.Method, r.URL.Path)
	})
	return mux
}

func (c *Console) describe() App {
	server, problems := c.attached()
	var noFaults *fault.Switches
	app := App{
		Project: filepath.Base(c.cfg.Folder), Folder: c.cfg.Folder, Module: gomodule.Root(c.cfg.Folder), Problems: problems,
		APIs: []API{}, Functions: []Function{}, Issuers: []Issuer{}, Faults: noFaults.State(),
	}
	if server == nil {
		return app
	}
	app.Serving = true
	app.Generation = server.Generation()
	app.APIs, app.Functions = server.Describe()
	app.Faults = server.Faults().State()
	if c.cfg.Key != nil {
		app.Issuers = server.Issuers()
	}
	return app
}
