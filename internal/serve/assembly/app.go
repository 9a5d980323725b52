// What an assembly is read into.

package assembly

import (
	"time"

	"github.com/gatehouse-go/gatehouse/cors"
)

// App is all that an assembly has for API Gateway.
type App struct {
	Dir       string
	APIs      []*API      // in the order of their paths
	Domains   []*Domain   // in the order of their names
	Fronts    []*Front    // in the order of their paths
	Functions []*Function // in the order of their paths
	Documents []Document  // in the order of their paths
	Stacks    []Stack     // nested ones behind the others
	Problems  []Problem   // of nothing in particular; what an API, route or function has stands there
}

// Problem is something that could not be read or will not work.
type Problem struct {
	Path   string // construct path of the resource, e.g. "Todo/Api/GET--todos/Resource"
	Reason string
}

func (p Problem) String() string { return p.Path + ": " + p.Reason }

// Kind is the kind of an API.
type Kind string

// The kinds of APIs.
const (
	HTTP      Kind = "HTTP"
	WebSocket Kind = "WEBSOCKET"
	REST      Kind = "REST"
)

// API is one API.
type API struct {
	Path     string // construct path, e.g. "Todo/Api"
	Place    string // where it was declared, e.g. "main.go:14"; empty if that isn't known
	Name     string
	ID       string // made up; what Ref gives
	Kind     Kind
	Account  string
	Region   string
	Disabled bool // the execute-api endpoint is off: only custom domains reach the API
	CORS     *cors.Policy
	Routes   []*Route
	Stages   []*Stage
	Socket   *Socket   // of a WebSocket API
	Problems []Problem // all routes suffer from them
	Warnings []Problem // what is left out, and works otherwise than it looks
	REST     *RESTAPI  // of a REST API

	KeyFromAuthorizer bool         // the authorizer, not the client, names the API key
	Plans             []*UsagePlan // of which one of the API's stages is part

	defined bool // by an OpenAPI document
}

// Domain is a custom domain name, of the app or one that exists already.
type Domain struct {
	Path      string // construct path; of the first mapping if the name exists already
	Name      string // e.g. "api.example.com", "*.example.com"
	MutualTLS bool
	Mappings  []*Mapping
	Problems  []Problem // all mappings suffer from them
}

// Mapping leads from a custom domain name to a stage.
type Mapping struct {
	Path     string // construct path
	Key      string // of the URL, without slashes at its ends; "" is the root
	API      *API   // nil with a Problem
	Stage    string
	Problems []Problem
}

// Route is a route of an HTTP or WebSocket API, or a method of a REST API.
type Route struct {
	Path        string
	Place       string // as that of the API
	Key         string // e.g. "GET /todos/{id}", "$default"; of a WebSocket API e.g. "join"
	Auth        string // NONE, AWS_IAM, CUSTOM; JWT of HTTP APIs, COGNITO_USER_POOLS of REST APIs
	APIKey      bool   // the caller needs an API key
	Authorizer  *Authorizer
	Scopes      []string
	Integration *Integration // nil with a Problem
	Method      *Method      // of a REST API
	Socket      *SocketRoute // of a WebSocket API
	Problems    []Problem
}

// Integration is what a route leads to.
type Integration struct {
	Path           string
	Type           string // AWS_PROXY, HTTP_PROXY; of WebSocket and REST APIs also AWS, HTTP, MOCK
	Subtype        string // e.g. SQS-SendMessage
	Method         string
	URI            string
	PayloadVersion string
	Timeout        time.Duration // 0: the API's own
	Connection     string        // INTERNET or VPC_LINK
	Credentials    string        // ARN of the role that API Gateway takes on, or empty
	Function       *Function     // of AWS_PROXY without subtype
	Qualifier      string        // the alias or version of it that is called
	// ByStage has the calls by name of the stage, instead of Function, of a URI
	// with stage variables.
	ByStage map[string]Call
	// Request maps request parameters, e.g. "append:header.x" to
	// "$request.querystring.y"; for a Subtype it's the service's own parameters.
	Request map[string]string
	// Response maps response parameters by status code.
	Response map[string]map[string]string
	Socket   *SocketIntegration // of a WebSocket API
	Problems []Problem
}

// Authorizer decides who may call a route.
type Authorizer struct {
	Path        string
	Place       string // as that of the API
	ID          string
	Name        string
	Type        string // JWT or REQUEST; of REST APIs also TOKEN, COGNITO_USER_POOLS
	Identity    []string
	Issuer      string   // JWT
	Audience    []string // JWT
	Pools       []string // ARNs of user pools: COGNITO_USER_POOLS
	Function    *Function
	Qualifier   string // the alias or version of it that is called
	Version     string // payload format: 1.0 or 2.0
	Simple      bool   // the function answers in the simple form
	Validation  string // an expression that a token must match, of TOKEN authorizers
	TTL         time.Duration
	Credentials string
	Problems    []Problem
}

// Stage is a stage of an API.
type Stage struct {
	Path       string
	Name       string // "$default", or the first segment of the URL
	AutoDeploy bool
	Deployment bool // it names a deployment
	Variables  map[string]string
	Throttle   *Throttle           // for each route that has none of its own
	Routes     map[string]Throttle // by route key
	REST       *RESTStage          // of a REST API
	Problems   []Problem
}

// Throttle bounds requests.
type Throttle struct {
	Rate  float64 // requests a second; 0 refuses all
	Burst int
}

// Function is a Lambda function.
type Function struct {
	Path        string // construct path, e.g. "Todo/functions-todos"
	Name        string
	ARN         string
	Runtime     string // e.g. provided.al2023
	Handler     string
	Dir         string  // the unpacked code; empty with a Problem, or when Inline is set
	Zip         string  // instead of Dir: an archive
	Inline      string  // instead of Dir: the source, for Node and Python
	Layers      []Layer // in the order in which Lambda lays them over each other
	Environment map[string]string
	MemoryMB    int
	Timeout     time.Duration
	Reserved    *int
	Problems    []Problem
	Logging     Logging
	Warnings    []string          // what works otherwise than in AWS
	Versions    map[string]string // by alias
	// Unresolved are variables of the environment whose value isn't known, with the reason.
	Unresolved map[string]string

	permissions []permission
}

// Layer is a layer of a function whose content is in the assembly.
type Layer struct {
	Path string // construct path
	File string // an archive or a folder
}

// Logging is how a function logs.
type Logging struct {
	Format string // Text or JSON; empty is Text
	Level  string // of the application's lines in JSON, or empty
	Group  string // empty is /aws/lambda/NAME
}
