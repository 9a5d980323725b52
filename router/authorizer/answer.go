// Answers: yes or no, or an IAM policy.

package authorizer

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Simple is the answer yes or no, which an HTTP API takes. The zero value is no.
type Simple struct {
	Authorized bool           `json:"isAuthorized"`
	Context    map[string]any `json:"context,omitempty"` // for the route's handler and the access log
}

// Yes lets the request pass. The context may be nil.
func Yes(context map[string]any) Simple { return Simple{Authorized: true, Context: context} }

// No refuses the request, with status 403.
func No() Simple { return Simple{} }

// Policy is the answer that every kind of API takes: an IAM policy that says
// which requests may pass. What no call allows is refused. A mistake in a call
// is reported when the answer is sent: as an error, and access is denied.
type Policy struct {
	principal string
	kind      kind
	arn       string // of the request
	api       string // the ARN up to the API's id
	stage     string
	allow     []string
	deny      []string
	context   map[string]any
	usageKey  string
	errs      []error
}

// NewPolicy begins a policy for the API and stage that ask. The principal names
// the user in logs.
func NewPolicy(req Request, principal string) *Policy {
	p := &Policy{principal: principal, context: map[string]any{}}
	p.arn, p.kind = req.asked()
	parts := strings.SplitN(p.arn, "/", 3)
	if len(parts) < 2 || !strings.HasPrefix(p.arn, "arn:") || !strings.Contains(parts[0], ":execute-api:") {
		p.fail("the request's ARN is %q, and no API's: was the event one of an authorizer?", p.arn)
		return p
	}
	p.api, p.stage = parts[0], parts[1]
	if principal == "" {
		p.fail("the principal is empty: name the user, or what stands for them")
	}
	return p
}

func (p *Policy) fail(format string, args ...any) {
	p.errs = append(p.errs, fmt.Errorf("authorizer: "+format, args...))
}

// Allow lets requests with a method to a path pass. "*" is any method; in the
// path "*" is any text, also with slashes, and so is a parameter such as {id}.
func (p *Policy) Allow(method, path string) *Policy {
	p.allow = p.add(p.allow, method, path)
	return p
}

// Deny refuses requests with a method to a path, also those that are allowed.
func (p *Policy) Deny(method, path string) *Policy {
	p.deny = p.add(p.deny, method, path)
	return p
}

// AllowAll lets all requests to the API's stage pass.
func (p *Policy) AllowAll() *Policy { return p.resource(&p.allow, p.api+"/"+p.stage+"/*") }

// DenyAll refuses all requests to the API's stage.
func (p *Policy) DenyAll() *Policy { return p.resource(&p.deny, p.api+"/"+p.stage+"/*") }

// AllowThis lets this very request pass. The answer is kept for others of the
// same user, which are refused then: use it without cache, or with
// "$context.routeKey" as identity source, or on WebSocket APIs. A request whose
// path has "*", "?" or "${" in it is refused: in a policy they stand for other
// paths, and a client could so let itself in to all of them.
func (p *Policy) AllowThis() *Policy {
	if strings.ContainsAny(p.arn, "*?") || strings.Contains(p.arn, "${") {
		return p.DenyAll()
	}
	return p.resource(&p.allow, p.arn)
}

func (p *Policy) resource(list *[]string, arn string) *Policy {
	*list = append(*list, arn)
	return p
}

func (p *Policy) add(list []string, method, path string) []string {
	method = strings.ToUpper(method)
	switch method {
	case "ANY":
		method = "*"
	case "*", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
	default:
		p.fail("method %q is unknown: write one such as GET, or * for any", method)
		return list
	}
	switch {
	case p.kind == webSocketAPI:
		p.fail("a WebSocket API has no methods and paths: use AllowThis, or AllowAll")
		return list
	case !strings.HasPrefix(path, "/"):
		p.fail(`path %q: must start with "/"`, path)
		return list
	}
	return append(list, p.api+"/"+p.stage+"/"+method+wildcards(path))
}

// wildcards replaces parameters of a path.
func wildcards(path string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(path, "{")
		b.WriteString(before)
		_, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return b.String()
		}
		b.WriteByte('*')
		path = after
	}
}

// With puts a value into the context, for the route's handler and the access
// log. REST and WebSocket APIs take texts, numbers and booleans only.
func (p *Policy) With(name string, value any) *Policy {
	switch value.(type) {
	case string, bool, int, int64, float64:
	default:
		if p.kind != httpAPI {
			p.fail("context %q is a %T: REST and WebSocket APIs take texts, numbers and booleans", name, value)
		}
	}
	p.context[name] = value
	return p
}

// UsageKey names the API key whose usage plan counts the request: for REST APIs
// whose keys come from an authorizer.
func (p *Policy) UsageKey(key string) *Policy {
	if p.kind != restAPI {
		p.fail("only REST APIs have usage keys")
	}
	p.usageKey = key
	return p
}

// Err returns what is wrong with the calls, nil if nothing is.
func (p *Policy) Err() error { return errors.Join(p.errs...) }

type document struct {
	Version   string
	Statement []statement
}

type statement struct {
	Effect   string
	Action   string
	Resource []string
}

// MarshalJSON gives the answer as API Gateway reads it.
func (p *Policy) MarshalJSON() ([]byte, error) {
	if err := p.Err(); err != nil {
		return nil, err
	}
	allow, deny := p.allow, p.deny
	if len(allow) == 0 && len(deny) == 0 {
		deny = []string{p.api + "/" + p.stage + "/*"} // a policy must say something
	}
	doc := document{Version: "2012-10-17"}
	for _, s := range []statement{{Effect: "Allow", Resource: allow}, {Effect: "Deny", Resource: deny}} {
		if len(s.Resource) > 0 {
			s.Action = "execute-api:Invoke"
			doc.Statement = append(doc.Statement, s)
		}
	}
	return json.Marshal(struct {
		Principal string         `json:"principalId"`
		Document  document       `json:"policyDocument"`
		Context   map[string]any `json:"context,omitempty"`
		UsageKey  string         `json:"usageIdentifierKey,omitempty"`
	}{p.principal, doc, p.context, p.usageKey})
}
