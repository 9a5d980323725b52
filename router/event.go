// The event: where its members stand in its text, without decoding them.

package router

import (
	"fmt"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/rawjson"
)

// An event is the text of an invocation and the places of its members. The
// text is a copy of its own: aws-lambda-go uses the payload's memory again for
// the next invocation, and what a handler keeps must stay what it was.
type event struct {
	text string

	httpMethod, method             rawjson.Value // v1 and ALB; Lattice
	path, rawPath, latticePath     rawjson.Value // v1, ALB and Lattice v2; v2; Lattice v1
	resource, routeKey             rawjson.Value
	rawQuery                       rawjson.Value
	headers, multiHeaders          rawjson.Value
	query, multiQuery              rawjson.Value
	latticeQuery, latticeBase64    rawjson.Value
	pathParameters, stageVariables rawjson.Value
	cookies                        rawjson.Value
	body, base64                   rawjson.Value
	requestContext                 rawjson.Value
	version                        rawjson.Value
	context                        eventContext
}

// eventContext holds the members of requestContext that routing needs.
type eventContext struct {
	http, elb                       rawjson.Value
	stage, domain, requestID        rawjson.Value
	connectionID, eventType         rawjson.Value
	authorizer, identity, routeName rawjson.Value
}

// parse finds the members. What it can't make sense of is an error that says
// where in the text.
func (e *event) parse(text string) error {
	e.text = text
	var wrong error
	seen := false
	err := rawjson.Object(text, func(key string, v rawjson.Value) {
		if member, kind := e.member(key); member != nil {
			if !kind.allows(v) && wrong == nil {
				wrong = fmt.Errorf("router: event: member %q must be %s, not %s", key, kind, describe(v))
			}
			if *member = kind.merge(*member, v); kind == aStruct && key != "requestContext" {
				seen = true
			}
		}
	}, "requestContext", func(key string, v rawjson.Value) { e.context.set(key, v) })
	if err != nil {
		return fmt.Errorf("router: event: %w", err)
	}
	if wrong != nil {
		return wrong
	}
	if seen { // under a name that only encoding/json takes for it
		e.context = eventContext{}
		e.requestContext.Members(func(key string, v rawjson.Value) bool {
			e.context.set(key, v)
			return true
		})
	}
	return nil
}

// set notes a member of requestContext.
func (c *eventContext) set(key string, v rawjson.Value) {
	if member := c.member(key); member != nil {
		*member = rawjson.Merge(*member, v)
		return
	}
	for _, name := range contextNames {
		if strings.EqualFold(name, key) {
			*c.member(name) = rawjson.Merge(*c.member(name), v)
		}
	}
}

var contextNames = []string{
	"http", "elb", "stage", "domainName", "requestId", "connectionId", "eventType", "authorizer", "identity", "routeKey",
}

// member returns the place of a member and what it has to be. Names match in
// any case, as in encoding/json; the right case is found at once.
func (e *event) member(key string) (*rawjson.Value, valueKind) {
	if member, kind := e.exactMember(key); member != nil {
		return member, kind
	}
	for _, name := range memberNames {
		if strings.EqualFold(name, key) {
			return e.exactMember(name)
		}
	}
	return nil, unknown
}

var memberNames = []string{
	"httpMethod", "method", "path", "rawPath", "raw_path", "resource", "routeKey", "rawQueryString", "headers", "multiValueHeaders",
	"queryStringParameters", "query_string_parameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables",
	"cookies", "body", "isBase64Encoded", "is_base64_encoded", "requestContext",
}

func (e *event) exactMember(key string) (*rawjson.Value, valueKind) {
	switch key {
	case "httpMethod":
		return &e.httpMethod, aString
	case "method":
		return &e.method, aString
	case "path":
		return &e.path, aString
	case "rawPath":
		return &e.rawPath, aString
	case "raw_path":
		return &e.latticePath, aString
	case "resource":
		return &e.resource, aString
	case "routeKey":
		return &e.routeKey, aString
	case "rawQueryString":
		return &e.rawQuery, aString
	case "headers":
		return &e.headers, aMap
	case "multiValueHeaders":
		return &e.multiHeaders, aMap
	case "queryStringParameters":
		return &e.query, aMap
	case "query_string_parameters":
		return &e.latticeQuery, aMap
	case "multiValueQueryStringParameters":
		return &e.multiQuery, aMap
	case "pathParameters":
		return &e.pathParameters, aMap
	case "stageVariables":
		return &e.stageVariables, aMap
	case "cookies":
		return &e.cookies, anArray
	case "body":
		return &e.body, aString
	case "isBase64Encoded":
		return &e.base64, aBoolean
	case "is_base64_encoded":
		return &e.latticeBase64, aBoolean
	case "requestContext":
		return &e.requestContext, aStruct
	case "version":
		return &e.version, ignored
	}
	return nil, unknown
}

func (c *eventContext) member(key string) *rawjson.Value {
	switch key {
	case "http":
		return &c.http
	case "elb":
		return &c.elb
	case "stage":
		return &c.stage
	case "domainName":
		return &c.domain
	case "requestId":
		return &c.requestID
	case "connectionId":
		return &c.connectionID
	case "eventType":
		return &c.eventType
	case "authorizer":
		return &c.authorizer
	case "identity":
		return &c.identity
	case "routeKey":
		return &c.routeName
	}
	return nil
}

// valueKind is what a member has to be; null may stand for each.
type valueKind uint8

const (
	unknown valueKind = iota
	ignored
	aString
	aBoolean
	anArray
	aMap    // decoded into a map: null empties it
	aStruct // decoded into a struct: null leaves it alone
)

func (k valueKind) String() string {
	return [...]string{"anything", "anything", "a string", "a boolean", "an array", "an object", "an object"}[k]
}

func (k valueKind) allows(v rawjson.Value) bool {
	switch c := v.Kind(); k {
	case aString:
		return c == '"' || c == 'n'
	case aBoolean:
		return c == 't' || c == 'f' || c == 'n'
	case anArray:
		return c == '[' || c == 'n'
	case aMap, aStruct:
		return c == '{' || c == 'n'
	}
	return true
}

// merge returns the value of a member that appears twice, as encoding/json does.
func (k valueKind) merge(earlier, later rawjson.Value) rawjson.Value {
	switch k {
	case aMap:
		if later.Missing() {
			return later
		}
	case anArray:
		return later
	}
	return rawjson.Merge(earlier, later)
}

func describe(v rawjson.Value) string {
	switch v.Kind() {
	case '"':
		return "a string"
	case '{':
		return "an object"
	case '[':
		return "an array"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}

// isFunctionURL reports whether a domain is that of a function URL, such as
// "abc123.lambda-url.eu-west-1.on.aws". It has to have the whole form: the domain
// of an HTTP API may be a name that the client chose, and what is taken for a
// function URL isn't held to the gateway's route.
func isFunctionURL(domain string) bool {
	id, rest, _ := strings.Cut(domain, ".")
	region, ok := strings.CutPrefix(rest, "lambda-url.")
	if !ok {
		return false
	}
	region, aws := strings.CutSuffix(region, ".on.aws")
	if !aws {
		region, aws = strings.CutSuffix(region, ".on.amazonwebservices.com.cn")
	}
	return aws && isLabel(id) && isLabel(region)
}

// isLabel reports whether s is one label of a domain, or a placeholder such as
// sample events have, "<url-id>".
func isLabel(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-<>") == ""
}

// value returns the decoded string of a member, "" if it's missing.
func value(v rawjson.Value) string {
	s, _ := v.Text()
	return s
}
