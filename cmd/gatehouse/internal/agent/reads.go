// Tools that change nothing.

package agent

import (
	"cmp"
	"net/url"
	"strconv"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

type nothing struct{}

type listTraces struct {
	API     string `json:"api,omitempty" jsonschema:"construct path of an API, e.g. Todo/Api; all APIs without it"`
	Outcome string `json:"outcome,omitempty" jsonschema:"ok, refused (by a rule of the gateway) or error"`
	After   string `json:"after,omitempty" jsonschema:"id of a trace: only those that ended after it"`
	Before  string `json:"before,omitempty" jsonschema:"id of a trace: only those that ended before it"`
	Limit   int    `json:"limit,omitempty" jsonschema:"at most so many, the newest; 20 without it, 1000 at most"`
}

type oneTrace struct {
	ID string `json:"id" jsonschema:"id of the trace"`
}

type showTrace struct {
	ID     string `json:"id" jsonschema:"id of the trace"`
	Format string `json:"format,omitempty" jsonschema:"story (default): a line for each step; json: everything, with whole bodies"`
}

type readLogs struct {
	Function string `json:"function,omitempty" jsonschema:"construct path of a function; all functions without it"`
	After    uint64 `json:"after,omitempty" jsonschema:"the value of last in an answer before: only lines after it"`
	Limit    int    `json:"limit,omitempty" jsonschema:"at most so many lines, the newest; 100 without it"`
}

type twoTraces struct {
	A string `json:"a" jsonschema:"id of the trace before"`
	B string `json:"b" jsonschema:"id of the trace after"`
}

// The most traces and lines where an agent asks for no number: what it reads costs.
const (
	usualTraces = 20
	usualLines  = 100
)

func addReads(s *mcp.Server, cfg Config) {
	add(s, cfg, reading("routes", "Routes of the app",
		"The app's APIs with their URLs and routes: handler, function, who may call (auth), where declared; functions, issuers of tokens, "+
			"faults that are on, and problems of the last synth and build."),
		func(nothing) request { return request{path: "/api/app"} })
	add(s, cfg, reading("problems", "Problems of the last synth or build",
		"What was wrong with the last synth of the app and the last build of its functions; empty lists if nothing was. "+
			"generation grows with each version that is served."),
		func(nothing) request { return request{path: "/api/problems"} })
	add(s, cfg, reading("traces", "Last requests",
		"The last requests, WebSocket connections and messages, oldest first: status, route, outcome, and the reason in a sentence."),
		func(in listTraces) request {
			return request{path: "/api/traces", query: values("api", in.API, "outcome", in.Outcome, "after", in.After, "before", in.Before,
				"limit", strconv.Itoa(cmp.Or(in.Limit, usualTraces)))}
		})
	add(s, cfg, reading("trace", "Why the gateway did that",
		"Everything the gateway decided about one request: routing, authorizer with its checks, validation, templates, function with its "+
			"log lines, mappings, CORS. Secrets are masked."),
		func(in showTrace) request {
			path := "/api/traces/" + url.PathEscape(in.ID)
			if in.Format != "json" {
				path += "/story"
			}
			return request{path: path}
		})
	add(s, cfg, reading("logs", "Logs of functions", "The last lines that the app's functions logged, oldest first."),
		func(in readLogs) request {
			q := values("function", in.Function, "limit", strconv.Itoa(cmp.Or(in.Limit, usualLines)))
			if in.After > 0 {
				q.Set("after", strconv.FormatUint(in.After, 10))
			}
			return request{path: "/api/logs", query: q}
		})
	add(s, cfg, reading("compare_traces", "Difference of two traces",
		"Where two traces differ: request, steps, status, headers, and JSON bodies member by member."),
		func(in twoTraces) request { return request{path: "/api/compare", query: values("a", in.A, "b", in.B)} })
	add(s, cfg, reading("go_test_of_trace", "Save as Go test",
		"A Go test, by package gatehousetest, that sends the request of a trace and wants the same answer. Save it beside the app's main.go."),
		func(in oneTrace) request { return request{path: "/api/traces/" + url.PathEscape(in.ID) + "/gotest"} })
	add(s, cfg, reading("curl_of_trace", "Copy as curl", "A curl command that sends the request of a trace; secrets are shell variables."),
		func(in oneTrace) request { return request{path: "/api/traces/" + url.PathEscape(in.ID) + "/curl"} })
	add(s, cfg, reading("connections", "WebSocket clients of the console", "Connections that were made with connect, with their last frames."),
		func(nothing) request { return request{path: "/api/connections"} })
}
