// What a REST API has beside what every API has.

package assembly

import "encoding/json"

// RESTAPI is what only REST APIs have.
type RESTAPI struct {
	BinaryMediaTypes   []string
	MinimumCompression int // bytes from which answers are compressed; -1 for never
	Policy             json.RawMessage
	Models             map[string]json.RawMessage // schemas by name
	Answers            map[string]GatewayResponse // by type, e.g. "DEFAULT_4XX"
}

// Method is what only a method of a REST API has.
type Method struct {
	ResourceID string
	Parameters map[string]bool   // e.g. "method.request.header.x"; true if it is required
	Models     map[string]string // names of models by content type
	Validator  *Validator        // nil for none
	Responses  []string          // statuses that are declared

	Passthrough string            // WHEN_NO_MATCH, WHEN_NO_TEMPLATES or NEVER
	Content     string            // CONVERT_TO_TEXT, CONVERT_TO_BINARY or empty
	Templates   map[string]string // of requests, by content type
	Results     []Result          // what becomes of the backend's answer
	CacheKeys   []string          // e.g. "method.request.path.id"
	Namespace   string            // of the cache; methods that name one share it
	Stream      bool              // the answer is passed on as it comes
}

// Validator says what is checked of a request before its integration.
type Validator struct{ Body, Parameters bool }

// Result is an integration response.
type Result struct {
	Status     string
	Pattern    string // of the backend's status or error message; empty is the default
	Parameters map[string]string
	Templates  map[string]string
	Content    string
}

// GatewayResponse is an answer of the gateway's own, as the template changes it.
type GatewayResponse struct {
	Path       string
	Status     string            // empty: the type's own
	Parameters map[string]string // e.g. "gatewayresponse.header.X" to "'v'"
	Templates  map[string]string // by content type
}

// APIKey is an API key.
type APIKey struct {
	Path    string
	ID      string
	Name    string
	Value   string
	Made    bool // the template has no value: AWS makes one, and so is this one made up
	Enabled bool
}

// UsagePlan is a usage plan with its keys.
type UsagePlan struct {
	Path     string
	ID       string
	Throttle *Throttle
	Quota    *Quota
	Stages   []PlanStage
	Keys     []*APIKey
}

// PlanStage is a stage that a usage plan opens.
type PlanStage struct {
	API, Stage string              // id and name
	Methods    map[string]Throttle // by e.g. "/todos/GET"
}

// Quota is how many requests a key has in a period.
type Quota struct {
	Limit  int
	Offset int
	Period string // DAY, WEEK or MONTH
}

// RESTStage is what only a stage of a REST API has.
type RESTStage struct {
	Settings  []MethodSetting
	Cache     bool // there is a cache cluster
	Canary    *Canary
	LogFormat string // of the access log; empty for none
}

// MethodSetting is a setting of a stage for one method, or for all.
type MethodSetting struct {
	Method   string // or "*"
	Resource string // path, or "/*"
	Throttle *Throttle
	Caching  *bool
	TTL      *int   // seconds; of the cache
	Level    string // of the execution log: OFF, ERROR or INFO
	Trace    bool   // whole requests and answers are logged
}

// Canary is the share of requests that a stage gives to a newer deployment.
type Canary struct {
	Percent   float64
	Variables map[string]string // in the place of the stage's
}
