// What a document is built of: an API as the synth or a template knows it.

package openapi

// The kinds of API.
const (
	HTTP      = "HTTP"
	REST      = "REST"
	WebSocket = "WEBSOCKET"
)

// API is an API to describe.
type API struct {
	Path        string // construct path
	Kind        string // HTTP, REST or WebSocket
	Title       string
	Description string
	Servers     []Server
	Routes      []*Route
	Types       *Shared // those that handlers refer to; nil for none
	Selection   string  // of a WebSocket API: the route selection expression
	Throttled   bool    // some stage has limits of its own
}

// Route is a route of an API.
type Route struct {
	Key     string // canonical: "GET /todos/{id}", "ANY /{proxy+}", "$default"; of a WebSocket API "join"
	Handler string // "functions/todos.List"; empty if it leads elsewhere
	Leads   string // in words, where to if there is no handler: "an SQS queue"
	Auth    *Auth  // nil: everybody
	APIKey  bool
	Scopes  []string

	Query, Headers []string // that a REST API's request must have
	Checked        bool     // a REST API checks the request, and answers 400
	Body           *Schema  // by which a REST API checks the body

	Reply   bool    // of a WebSocket API: the client is answered
	Message *Schema // of a WebSocket API: what a message must be

	Of *Handler // nil: nothing is known of the handler
}

// Auth is an authorizer.
type Auth struct {
	Name     string
	Type     string // "JWT", "IAM", "COGNITO", "LAMBDA"
	Issuer   string // of a JWT; empty if it is known only at deployment
	Audience []string
	Sources  []string // where its identity is found: "$request.header.Authorization"
}

// The types of authorizers.
const (
	JWT     = "JWT"
	IAM     = "IAM"
	Cognito = "COGNITO"
	Lambda  = "LAMBDA"
)

// Handler is what is known of a handler from its source.
type Handler struct {
	Doc        Doc
	Params     []*Parameter
	Body       *Schema // nil: none, or unknown
	HasBody    bool    // it takes a body, whatever the route's method
	Optional   bool    // of the body: a request without one is right
	Result     *Schema // of status 200; nil: unknown
	Typed      bool    // the router binds the input: it answers 422, and 415 for a body that is not JSON
	Answers    []Answer
	OwnErrors  bool // errors have a form of the application's own
	Deprecated bool
}

// Answer is a status that a handler's source names.
type Answer struct {
	Status int
	Text   string // what it says; empty if that is not a constant
	Error  bool   // in the router's form of errors
	Media  string // of another answer; empty if unknown or none
}

// Doc is a doc comment.
type Doc struct {
	Summary    string // the first sentence
	Text       string // all of it
	Deprecated bool
}
