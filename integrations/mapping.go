// Parameter mapping: what an API changes in a request before the integration
// gets it, and in the response before the client does.

package integrations

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"

	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// Change is one change to a request or response. Make one with a function of
// this package.
//
// A value is a text, or a selection expression such as "$request.header.host",
// "$request.querystring.page", "$request.path.id", "$request.body.user.name",
// "$context.requestId" or "$stageVariables.name"; in responses
// "$response.header.etag" and "$response.body.message" instead of those that
// begin with $request. "${...}" stands within a longer text. (API Gateway
// developer guide, "Transform API requests and responses for HTTP APIs".)
type Change struct{ key, value string }

// AppendHeader adds a value to a header.
func AppendHeader(name, value string) Change { return Change{"append:header." + name, value} }

// SetHeader replaces a header.
func SetHeader(name, value string) Change { return Change{"overwrite:header." + name, value} }

// RemoveHeader removes a header.
func RemoveHeader(name string) Change { return Change{"remove:header." + name, ""} }

// AppendQuery adds a value to a query parameter of a request.
func AppendQuery(name, value string) Change { return Change{"append:querystring." + name, value} }

// SetQuery replaces a query parameter of a request.
func SetQuery(name, value string) Change { return Change{"overwrite:querystring." + name, value} }

// RemoveQuery removes a query parameter of a request.
func RemoveQuery(name string) Change { return Change{"remove:querystring." + name, ""} }

// SetPath replaces the path of a request.
func SetPath(value string) Change { return Change{"overwrite:path", value} }

// SetStatus replaces the status code of a response.
func SetStatus(code int) Change { return Change{"overwrite:statuscode", strconv.Itoa(code)} }

// Response is what an API changes in responses of one status code.
type Response struct {
	Status  int // of the integration's response, 200 to 599
	Changes []Change
}

// mapping holds changes as JSON, in a form that is comparable.
type mapping struct{ request, responses string }

func newMapping(request []Change, responses []Response) mapping {
	var m mapping
	if len(request) > 0 {
		m.request = encode(pairs(request))
	}
	if len(responses) > 0 {
		var all []mappedResponse
		for _, r := range responses {
			all = append(all, mappedResponse{r.Status, pairs(r.Changes)})
		}
		slices.SortStableFunc(all, func(a, b mappedResponse) int { return a.Status - b.Status })
		m.responses = encode(all)
	}
	return m
}

type mappedResponse struct {
	Status  int
	Changes [][2]string
}

func pairs(changes []Change) [][2]string {
	out := [][2]string{}
	for _, c := range changes {
		out = append(out, [2]string{c.key, c.value})
	}
	slices.SortStableFunc(out, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return out
}

func encode(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("integrations: " + err.Error()) // only texts and numbers
	}
	return string(text)
}

func (m mapping) changes() [][2]string {
	var out [][2]string
	if m.request != "" {
		mustDecode(m.request, &out)
	}
	return out
}

func (m mapping) list() []mappedResponse {
	var out []mappedResponse
	if m.responses != "" {
		mustDecode(m.responses, &out)
	}
	return out
}

func mustDecode(text string, v any) {
	if err := json.Unmarshal([]byte(text), v); err != nil {
		panic("integrations: " + err.Error()) // encode made it
	}
}

// write sets the changes in an integration's properties. An integration with
// parameters of its own keeps them.
func (m mapping) write(props *awsapigatewayv2.CfnIntegrationProps) {
	if changes := m.changes(); len(changes) > 0 {
		parameters := map[string]string{}
		for _, c := range changes {
			parameters[c[0]] = c[1]
		}
		props.RequestParameters = parameters
	}
	m.writeResponses(props)
}

func (m mapping) writeResponses(props *awsapigatewayv2.CfnIntegrationProps) {
	responses := map[string]any{}
	for _, r := range m.list() {
		var parameters []any
		for _, c := range r.Changes {
			parameters = append(parameters, map[string]string{"Destination": c[0], "Source": c[1]})
		}
		responses[strconv.Itoa(r.Status)] = map[string]any{"ResponseParameters": parameters}
	}
	if len(responses) > 0 {
		props.ResponseParameters = responses
	}
}

func (m mapping) problems() []string {
	var out []string
	out = append(out, changeProblems("Request", m.changes(), requestValue)...)
	for _, c := range m.changes() {
		if c[0] == "overwrite:statuscode" {
			out = append(out, "Request: a request has no status code: SetStatus belongs into Responses")
		}
	}
	seen := map[int]bool{}
	for _, r := range m.list() {
		where := fmt.Sprintf("Responses, status %d", r.Status)
		switch {
		case r.Status < 200 || r.Status > 599:
			out = append(out, fmt.Sprintf("%s: a status code is 200 to 599", where))
		case seen[r.Status]:
			out = append(out, fmt.Sprintf("%s: listed twice: put its changes into one", where))
		case len(r.Changes) == 0:
			out = append(out, fmt.Sprintf("%s: changes nothing: give it Changes, or leave it out", where))
		}
		seen[r.Status] = true
		out = append(out, changeProblems(where, r.Changes, responseValue)...)
		for _, c := range r.Changes {
			_, what, _ := strings.Cut(c[0], ":")
			if what == "path" || strings.HasPrefix(what, "querystring.") {
				out = append(out, fmt.Sprintf("%s: %s: a response has headers and a status code to change, no %s", where, c[0],
					strings.Split(what, ".")[0]))
			}
			if code, err := strconv.Atoi(c[1]); what == "statuscode" && (err != nil || code < 200 || code > 599) {
				out = append(out, fmt.Sprintf("%s: SetStatus(%s): a status code is 200 to 599", where, c[1]))
			}
		}
	}
	return out
}

// What may stand in values, by where they are.
var (
	requestValue = regexp.MustCompile(`^(request\.(header|querystring|path|body)\.[^\s.]\S*|request\.(path|body)|context\.[A-Za-z][\w.]*|` +
		`stageVariables\.\w+)$`)
	responseValue = regexp.MustCompile(`^(response\.(header|body)\.[^\s.]\S*|response\.body|context\.[A-Za-z][\w.]*|stageVariables\.\w+)$`)
	reference     = regexp.MustCompile(`\$\{([^}]*)\}`)
	headerName    = regexp.MustCompile("^[!#$%&'*+\\-.^_`|~0-9A-Za-z]+$")
)

// references returns the selection expressions in a value, without their $.
func references(value string) []string {
	if token.In(value) {
		return nil
	}
	if strings.HasPrefix(value, "$") && !strings.HasPrefix(value, "${") {
		return []string{value[1:]}
	}
	var out []string
	for _, m := range reference.FindAllStringSubmatch(value, -1) {
		out = append(out, m[1])
	}
	return out
}

func changeProblems(where string, changes [][2]string, valid *regexp.Regexp) []string {
	found := problems.In(where)
	seen := map[string]bool{}
	for _, c := range changes {
		key, value := c[0], c[1]
		if key == "" {
			found.Add("an empty Change: make one with AppendHeader, SetHeader and so on")
			continue
		}
		if seen[strings.ToLower(key)] {
			found.Add("%s is there twice: join the values into one", key)
		}
		seen[strings.ToLower(key)] = true
		action, what, _ := strings.Cut(key, ":")
		place, name, named := strings.Cut(what, ".")
		switch {
		case token.In(key):
			found.Add("%s: the name holds a CDK token: it must be known at synth", key)
		case named && place == "header" && !headerName.MatchString(name):
			found.Add("%s: %q is not a valid header name", key, name)
		case named && place == "header" && reservedHeader(name):
			found.Add("%s: API Gateway reserves the header %s and does not map it", key, name)
		case named && strings.TrimSpace(name) == "":
			found.Add("%s: the name is empty", key)
		}
		if action != "remove" && value == "" {
			found.Add("%s: the value is empty: write a text or an expression, or remove it", key)
		}
		for _, ref := range references(value) {
			if !valid.MatchString(ref) {
				found.Add("%s: $%s can't be used here: %s", key, ref, hint(valid))
			}
		}
	}
	return found.All()
}

func hint(valid *regexp.Regexp) string {
	if valid == responseValue {
		return "there are $response.header.NAME, $response.body.NAME, $context.NAME and $stageVariables.NAME"
	}
	return "there are $request.header.NAME, $request.querystring.NAME, $request.path.NAME, $request.body.NAME, $context.NAME and " +
		"$stageVariables.NAME"
}

// reservedHeader reports whether no mapping may touch a header (API Gateway
// developer guide, "Reserved headers").
func reservedHeader(name string) bool {
	name = strings.ToLower(name)
	for _, prefix := range []string{"access-control-", "apigw-", "x-amz-", "x-amzn-"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return slices.Contains([]string{"authorization", "connection", "content-encoding", "content-length", "content-location",
		"forwarded", "keep-alive", "origin", "proxy-authenticate", "proxy-authorization", "te", "trailers", "transfer-encoding",
		"upgrade", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "via"}, name)
}

// pathProblems checks that the parameters of the path that values refer to are
// in the route's path.
func pathProblems(values map[string]string, params []string) []string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		for _, ref := range references(values[key]) {
			name, ok := strings.CutPrefix(ref, "request.path.")
			if ok && !slices.Contains(params, name) {
				out = append(out, fmt.Sprintf("%s: $%s: the route's path has no parameter {%s}%s", key, ref, name, theyAre(params)))
			}
		}
	}
	return out
}

// theyAre says which parameters a path has, at the end of a message.
func theyAre(params []string) string {
	if len(params) == 0 {
		return "; it has none"
	}
	return "; it has {" + strings.Join(params, "}, {") + "}"
}

func (m mapping) pathProblems(params []string) []string {
	values := map[string]string{}
	for _, c := range m.changes() {
		values[c[0]] = c[1]
	}
	return pathProblems(values, params)
}
