// Tools that change something: they run the app's code, or change how it is served.

package agent

import (
	"net/url"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// field is a header: a name and a value.
type field [2]string

func fields(headers map[string]string) []field {
	list := []field{}
	for name, value := range headers {
		list = append(list, field{name, value})
	}
	return list
}

type token struct {
	Issuer  string         `json:"issuer,omitempty" jsonschema:"name of the authorizer or URL of its issuer; not needed if there is one"`
	API     string         `json:"api,omitempty" jsonschema:"construct path of the API whose authorizer it is for"`
	Subject string         `json:"subject,omitempty" jsonschema:"sub of the token"`
	Scopes  []string       `json:"scopes,omitempty" jsonschema:"scopes of the token"`
	Claims  map[string]any `json:"claims,omitempty" jsonschema:"further claims"`
}

type call struct {
	API        string            `json:"api" jsonschema:"construct path of the API, e.g. Todo/Api"`
	Stage      string            `json:"stage,omitempty" jsonschema:"name of the stage; the first one without it"`
	Method     string            `json:"method,omitempty" jsonschema:"GET without it"`
	Path       string            `json:"path" jsonschema:"path and query after the stage, e.g. /todos/7?full=1"`
	Headers    map[string]string `json:"headers,omitempty"`
	Body       *string           `json:"body,omitempty"`
	BodyBase64 string            `json:"bodyBase64,omitempty" jsonschema:"instead of body, for bytes that are not UTF-8"`
	APIKey     string            `json:"apiKey,omitempty" jsonschema:"name of an API key to send"`
	Token      *token            `json:"token,omitempty" jsonschema:"a token to send; needs gatehouse dev --issuer"`
}

type replay struct {
	ID      string   `json:"id" jsonschema:"id of the trace whose request is sent again, with its secrets"`
	Changes *changes `json:"changes,omitempty" jsonschema:"what is other than before"`
}

type changes struct {
	Method     string             `json:"method,omitempty"`
	Path       string             `json:"path,omitempty" jsonschema:"path and query as in the trace, with the stage"`
	Headers    map[string]*string `json:"headers,omitempty" jsonschema:"these replace those of the same name; null takes one away"`
	Body       *string            `json:"body,omitempty"`
	BodyBase64 string             `json:"bodyBase64,omitempty"`
}

type replayLast struct {
	Count   int      `json:"count,omitempty" jsonschema:"how many different requests, the newest; 20 without it, 200 at most"`
	Methods []string `json:"methods,omitempty" jsonschema:"only these methods, e.g. GET"`
}

type throttled struct {
	API   string `json:"api" jsonschema:"construct path, or * for all"`
	Route string `json:"route,omitempty" jsonschema:"route key; all routes without it"`
}

type faults struct {
	Throttle  *[]throttled `json:"throttle,omitempty" jsonschema:"routes that answer as if their throttle were exceeded"`
	Timeout   *[]string    `json:"timeout,omitempty" jsonschema:"functions by construct path, or *, that end as if they had timed out"`
	JWKSDown  *bool        `json:"jwksDown,omitempty" jsonschema:"the keys of JWT issuers can't be reached"`
	ColdStart *[]string    `json:"coldStart,omitempty" jsonschema:"functions by construct path, or *, that start a process for each event"`
}

type connect struct {
	API       string            `json:"api" jsonschema:"construct path of the WebSocket API"`
	Stage     string            `json:"stage,omitempty"`
	Query     string            `json:"query,omitempty" jsonschema:"query of the handshake, e.g. token=abc"`
	Headers   map[string]string `json:"headers,omitempty"`
	Protocols []string          `json:"protocols,omitempty" jsonschema:"subprotocols"`
	APIKey    string            `json:"apiKey,omitempty" jsonschema:"name of an API key to send"`
}

type message struct {
	Connection string `json:"connection" jsonschema:"id that connect returned"`
	Text       string `json:"text" jsonschema:"the message, e.g. JSON with the member that selects the route"`
}

type connection struct {
	Connection string `json:"connection" jsonschema:"id that connect returned"`
}

func addWrites(s *mcp.Server, cfg Config) {
	add(s, cfg, writing("call", "Call a route",
		"Sends a request to one of the app's APIs and returns the response and the id of its trace.", true),
		func(in call) request {
			return request{method: "POST", path: "/api/call", body: map[string]any{
				"api": in.API, "stage": in.Stage, "method": in.Method, "path": in.Path, "headers": fields(in.Headers), "body": in.Body,
				"bodyBase64": in.BodyBase64, "apiKey": in.APIKey, "token": in.Token,
			}}
		})
	add(s, cfg, writing("replay", "Send a request again",
		"Sends the request of a trace again, changed if you like. A message of a WebSocket API goes by a connection of the console.", true),
		func(in replay) request {
			return request{method: "POST", path: "/api/traces/" + url.PathEscape(in.ID) + "/replay", body: map[string]any{"changes": in.Changes}}
		})
	add(s, cfg, writing("replay_last", "Send the last requests again",
		"Sends the last different requests again, as after a change of the code, and says whose answers are others now, and where.", true),
		func(in replayLast) request { return request{method: "POST", path: "/api/replay-last", body: in} })
	add(s, cfg, writing("token", "Make a token",
		"A token with any scopes and claims that the app's JWT authorizers take here; needs gatehouse dev --issuer.", false),
		func(in token) request { return request{method: "POST", path: "/api/tokens", body: in} })
	add(s, cfg, writing("faults", "Switch faults",
		"Switches faults on and off: what is left out stays as it is, an empty list is off. Returns those that are on.", false),
		func(in faults) request { return request{method: "POST", path: "/api/faults", body: in} })
	add(s, cfg, writing("connect", "Connect to a WebSocket API",
		"Connects a client. Frames that come are listed by connections, and what was decided by traces.", true),
		func(in connect) request {
			return request{method: "POST", path: "/api/connections", body: map[string]any{
				"api": in.API, "stage": in.Stage, "query": in.Query, "headers": fields(in.Headers), "protocols": in.Protocols, "apiKey": in.APIKey,
			}}
		})
	add(s, cfg, writing("send_message", "Send a WebSocket message", "Sends a message by a connection of the console.", true),
		func(in message) request {
			return request{method: "POST", path: "/api/connections/" + url.PathEscape(in.Connection) + "/messages",
				body: map[string]any{"text": in.Text}}
		})
	add(s, cfg, writing("disconnect", "Close a WebSocket connection", "Closes a connection of the console.", true),
		func(in connection) request {
			return request{method: "DELETE", path: "/api/connections/" + url.PathEscape(in.Connection)}
		})
}
