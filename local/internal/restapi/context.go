// $context and the other values that mappings and templates know.

package restapi

import (
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/vtl"
)

// deploymentID stands for the deployment's id, of which only AWS knows.
const deploymentID = "local0"

// newContext is $context as far as the stage. Its keys stand in the order of a Java
// HashMap, as on AWS (recorded).
func (c *call) newContext() *vtl.Map {
	domain := c.DomainName()
	prefix, _, _ := strings.Cut(domain, ".")
	host, _, err := net.SplitHostPort(domain)
	if err == nil && prefix == domain {
		prefix = host
	}
	identity := vtl.NewMap(
		"cognitoIdentityPoolId", nil, "cognitoIdentityId", nil, "principalOrgId", nil, "cognitoAuthenticationType", nil,
		"userArn", nil, "userAgent", c.UserAgent(), "accountId", nil, "caller", nil, "sourceIp", c.SourceIP(),
		"accessKey", nil, "cognitoAuthenticationProvider", nil, "user", nil,
	)
	m := vtl.NewMap(
		"accountId", c.api.api.Account, "apiId", c.api.api.ID, "domainName", domain, "domainPrefix", prefix,
		"extendedRequestId", c.ID, "httpMethod", c.Method, "identity", identity,
		"path", c.fullPath(), "protocol", c.Proto, "requestId", c.id,
		"requestTime", c.Started.UTC().Format("02/Jan/2006:15:04:05 -0700"), "requestTimeEpoch", c.Started.UnixMilli(),
		"stage", c.stage.Name, "deploymentId", deploymentID,
	)
	if c.stage.REST.Canary != nil {
		m.Set("isCanaryRequest", strconv.FormatBool(c.canary))
	}
	identity.HashOrder()
	return m
}

// fullPath is the path as it was sent, percent signs and all (recorded in 2024).
func (c *call) fullPath() string { return c.AskedPath() }

// vars is $context, made when it is first asked for: a proxied request may do without.
func (c *call) vars() *vtl.Map {
	if c.context == nil {
		c.context = c.newContext()
		if c.method != nil {
			c.context.Set("resourceId", c.method.Method.ResourceID)
			c.context.Set("resourcePath", c.method.resource)
		}
		c.addKey()
		c.addCaller()
		c.context.HashOrder()
	}
	return c.context
}

// addKey adds the API key that counts.
func (c *call) addKey() {
	if c.key != "" {
		identity := c.context.Map("identity")
		identity.Set("apiKey", c.key)
		identity.Set("apiKeyId", c.keyID)
	}
}

// describeCaller adds who calls, where the rest is known already.
func (c *call) describeCaller() {
	if c.context != nil {
		c.addCaller()
		c.context.HashOrder()
	}
}

func (c *call) addCaller() {
	who := c.who
	if who == nil {
		return
	}
	identity := c.context.Map("identity")
	authorizer := vtl.NewMap()
	switch {
	case who.IAM != nil:
		identity.Set("accessKey", who.IAM.AccessKey)
		identity.Set("accountId", who.IAM.AccountID)
		identity.Set("caller", who.IAM.CallerID)
		identity.Set("user", who.IAM.UserID)
		identity.Set("userArn", who.IAM.UserARN)
		return
	case who.JWT != nil:
		claims := vtl.NewMap()
		for name, value := range who.JWT.Claims {
			claims.Set(name, value)
		}
		claims.HashOrder()
		authorizer.Set("claims", claims)
	case who.IsLambda:
		for name, value := range who.Lambda {
			authorizer.Set(name, textOf(value))
		}
		if who.Principal != "" {
			authorizer.Set("principalId", who.Principal)
		}
	}
	authorizer.HashOrder()
	c.context.Set("authorizer", authorizer)
}

// value is a variable such as "context.identity.sourceIp", "stageVariables.x" or
// "method.request.header.x"; the name has no "$".
func (c *call) value(name string) (string, bool) {
	root, rest, _ := strings.Cut(name, ".")
	switch root {
	case "context":
		if c.stage == nil {
			return "", false
		}
		return c.vars().Text(rest)
	case "stageVariables":
		v, ok := c.variables[rest]
		return v, ok
	case "method":
		return c.requestValue(strings.TrimPrefix(rest, "request."))
	}
	return "", false
}

// requestValue is e.g. "header.x" of the request. Of repeated parameters the last one
// counts (recorded).
func (c *call) requestValue(name string) (string, bool) {
	place, rest, _ := strings.Cut(name, ".")
	switch place {
	case "header":
		return last(headerValues(c.header, rest))
	case "multivalueheader":
		values := headerValues(c.header, rest)
		return strings.Join(values, ","), len(values) > 0
	case "querystring":
		return last(c.query.Get(rest))
	case "multivaluequerystring":
		values := c.query.Get(rest)
		return strings.Join(values, ","), len(values) > 0
	case "path":
		for _, p := range c.params {
			if p.Name == rest {
				return p.Value, true
			}
		}
	case "body":
		if rest == "" {
			return string(c.body), true
		}
		return vtl.Lookup(string(c.body), rest)
	}
	return "", false
}

func last(values []string) (string, bool) {
	if len(values) == 0 {
		return "", false
	}
	return values[len(values)-1], true
}

// headerValues are the values of a header, whose name compares without case.
func headerValues(h http.Header, name string) []string {
	if v := h[http.CanonicalHeaderKey(name)]; v != nil {
		return v
	}
	for n, v := range h {
		if strings.EqualFold(n, name) {
			return v
		}
	}
	return nil
}

// mapped is the value of a mapping's source: a text in quotes, or a variable.
func (c *call) mapped(source string, values func(string) (string, bool)) (string, bool) {
	if len(source) >= 2 && source[0] == '\'' && source[len(source)-1] == '\'' {
		return source[1 : len(source)-1], true
	}
	return values(source)
}

// templateInput is what a template of the request is executed with.
func (c *call) templateInput(body string) *vtl.Input {
	path, query, header, variables := vtl.NewMap(), vtl.NewMap(), vtl.NewMap(), vtl.NewMap()
	for _, p := range c.params {
		path.Set(p.Name, p.Value)
	}
	for _, p := range c.query.Names() {
		v, _ := last(c.query.Get(p))
		query.Set(p, v)
	}
	for name, v := range c.Spelled(c.header) {
		value, _ := last(v)
		header.Set(name, value)
	}
	header.Sort()
	for name, v := range c.variables {
		variables.Set(name, v)
	}
	variables.Sort()
	return &vtl.Input{
		Body: body, Params: vtl.Params{Path: path, Query: query, Header: header}, Context: c.vars(), StageVariables: variables,
	}
}
