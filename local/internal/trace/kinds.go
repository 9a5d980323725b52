// What steps are, how they end, and what traces are of.

package trace

import (
	"fmt"
	"slices"
)

// Kind is the kind of a step. In JSON it is a word, such as "authorizer".
type Kind uint8

// The kinds of steps.
const (
	Domain  Kind = iota // the custom domain by which a request came
	Mapping             // its mapping to an API and a stage
	Stage
	Routing // a step below it for each candidate
	Candidate
	Throttle
	Quota // of a usage plan
	APIKey
	Policy     // the API's resource policy
	Authorizer // a step below it for each check, and for its function
	Check
	Validation
	RequestTemplate
	RequestMapping
	Integration
	Function // a step below it for each line of its log
	Log
	ResponseMapping
	ResponseTemplate
	CORS
	GatewayResponse
	Cache // of a REST API's stage
	Fault // one that the developer asked for
	Span  // that a function exported
	Frame // that went to a WebSocket client
	Front // the distribution by which a request came
)

var kindNames = [...]string{
	Domain:           "domain",
	Mapping:          "mapping",
	Stage:            "stage",
	Routing:          "routing",
	Candidate:        "candidate",
	Throttle:         "throttle",
	Quota:            "quota",
	APIKey:           "apikey",
	Policy:           "policy",
	Authorizer:       "authorizer",
	Check:            "check",
	Validation:       "validation",
	RequestTemplate:  "requestTemplate",
	RequestMapping:   "requestMapping",
	Integration:      "integration",
	Function:         "function",
	Log:              "log",
	ResponseMapping:  "responseMapping",
	ResponseTemplate: "responseTemplate",
	CORS:             "cors",
	GatewayResponse:  "gatewayResponse",
	Cache:            "cache",
	Fault:            "fault",
	Span:             "span",
	Frame:            "frame",
	Front:            "front",
}

// String is the word for the kind.
func (k Kind) String() string { return kindNames[k] }

// MarshalText returns the word for the kind.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the word for a kind.
func (k *Kind) UnmarshalText(text []byte) error {
	i := slices.Index(kindNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("trace: no kind of step is called %q", text)
	}
	*k = Kind(i)
	return nil
}

// Outcome is how a step or a trace ended.
type Outcome string

// The outcomes.
const (
	OK      Outcome = "ok"
	Refused Outcome = "refused" // by a rule of the gateway
	Failed  Outcome = "error"   // something is broken; for a trace a status of 500 and more
	Skipped Outcome = "skipped" // the step did not apply
)

// Event is what a trace is of.
type Event string

// The events.
const (
	Request    Event = "request"
	Connect    Event = "connect"    // a WebSocket client connects
	Message    Event = "message"    // it sends a message
	Disconnect Event = "disconnect" // it leaves, or is sent away
	Post       Event = "post"       // a request below /@connections
)

// Place is where something was declared, or, in apps without that, its construct.
type Place struct {
	File      string `json:"file,omitempty"` // relative to the folder of go.mod, with slashes
	Line      int    `json:"line,omitempty"`
	Construct string `json:"construct,omitempty"` // path, e.g. "Todo/Api/GET--todos"
}

// API is what all traces of an API have in common.
type API struct {
	Kind    string // "http", "rest" or "websocket"
	Path    string // construct path
	Place   *Place
	Secrets Secrets

	// Why makes the steps below a Routing step when somebody looks: one for each
	// candidate. The route that won may be empty. Nil makes none.
	Why func(method, path, won string) []*Node
}

// Route is a route as traces name it.
type Route struct {
	Key      string // e.g. "GET /todos/{id}"
	Function string // construct path, or empty
	Place    *Place
}
