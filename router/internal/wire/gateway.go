// Events of API Gateway and of function URLs.

package wire

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// notPassed are the request headers that a REST API keeps from a function
// (recorded in 2024).
var notPassed = []string{
	"Connection", "Content-Length", "Content-Md5", "Expect", "Max-Forwards", "Proxy-Authenticate", "Server", "Te", "Trailer",
	"Transfer-Encoding", "Upgrade", "Www-Authenticate",
}

// spelled are the names that a REST API writes in its own way; others stay as
// the client wrote them (recorded in 2024 and 2026).
var spelled = []string{"Authorization", "Host", "User-Agent"}

func (m *maker) rest() object {
	m.gatewayHeaders("https", "443")
	headers := http.Header{}
	for name, values := range m.headers {
		switch canonical := http.CanonicalHeaderKey(name); {
		case slices.Contains(notPassed, canonical):
		case slices.Contains(spelled, canonical):
			headers[canonical] = values
		default:
			headers[name] = values
		}
	}
	path := m.matched()
	_, resource, ok := strings.Cut(m.route.Key, " ")
	params := m.params
	switch {
	case !ok && path == "/":
		resource = "/"
	case !ok:
		resource, params = "/{proxy+}", map[string]string{"proxy": strings.TrimSuffix(path[1:], "/")}
	}
	context := m.context1("test", resource, headers)
	context["path"] = "/" + m.stage("test") + m.sent()
	context["requestId"], context["resourceId"], context["deploymentId"] = requestID, "abc123", "abc123"
	if ua, ok := headers["User-Agent"]; !ok || len(ua) == 0 {
		context["identity"].(object)["userAgent"] = nil
	}
	if m.route.Claims != nil { // of a user pool's token
		context["authorizer"] = object{"claims": claimTexts(m.route.Claims)}
	}
	return object{
		"resource": resource, "path": path, "httpMethod": m.method(),
		"headers": last(headers), "multiValueHeaders": headers,
		"queryStringParameters": orNil(last(m.query())), "multiValueQueryStringParameters": orNil(m.query()),
		"pathParameters": orNil(params), "stageVariables": nil, "requestContext": context,
		"body": m.bodyOrNil(), "isBase64Encoded": m.encoded,
	}
}

// format1 is the event of an HTTP API with payload format 1.0.
func (m *maker) format1() object {
	m.gatewayHeaders("https", "443")
	key := m.route.Key
	if key == "" {
		key = "$default"
	}
	resource := key
	if _, path, ok := strings.Cut(key, " "); ok {
		resource = path
	}
	context := m.context1("$default", resource, m.headers)
	context["path"], context["requestId"], context["resourceId"] = m.withStage(m.decoded()), "test-request", key
	if m.route.Claims != nil {
		context["authorizer"] = m.jwt()
	}
	return object{
		"version": "1.0", "resource": resource, "path": m.withStage(m.sent()), "httpMethod": m.method(),
		"headers": last(m.headers), "multiValueHeaders": m.headers,
		"queryStringParameters": orNil(last(m.query())), "multiValueQueryStringParameters": orNil(m.query()),
		"pathParameters": orNil(m.params), "stageVariables": nil, "requestContext": context,
		"body": m.bodyOrNil(), "isBase64Encoded": m.encoded,
	}
}

// context1 is what the request contexts of REST APIs and of format 1.0 share.
func (m *maker) context1(stage, resource string, headers http.Header) object {
	host := domain(m.header("Host"))
	return object{
		"accountId": accountID, "apiId": apiID, "domainName": host, "domainPrefix": domainPrefix(host), "extendedRequestId": "test-request=",
		"httpMethod": m.method(), "protocol": m.protocol(), "requestTime": clfTime, "requestTimeEpoch": epochMs,
		"resourcePath": resource, "stage": m.stage(stage),
		"identity": object{
			"accessKey": nil, "accountId": nil, "caller": nil, "cognitoAuthenticationProvider": nil, "cognitoAuthenticationType": nil,
			"cognitoIdentityId": nil, "cognitoIdentityPoolId": nil, "principalOrgId": nil, "sourceIp": m.ip(), "user": nil,
			"userAgent": m.header("User-Agent"), "userArn": nil,
		},
	}
}

// withStage puts the stage before the path, unless a custom domain is in between
// or it's $default.
func (m *maker) withStage(path string) string {
	if stage := m.stage("$default"); stage != "$default" && m.route.Mapping == "" {
		return "/" + stage + path
	}
	return path
}

// format2 is the event of an HTTP API with payload format 2.0, or of a function
// URL. The path of the first is decoded, that of the second is as it was sent;
// the second keeps the header Cookie beside cookies.
func (m *maker) format2() object {
	m.gatewayHeaders("https", "443")
	host, key, account := domain(m.header("Host")), m.route.Key, accountID
	path := m.withStage(m.pathBelowMapping(m.decoded()))
	raw, id := path, "test-request"
	if key == "" {
		key = "$default"
	}
	if m.kind == URL {
		m.add("X-Amzn-Tls-Version", "TLSv1.3")
		m.add("X-Amzn-Tls-Cipher-Suite", "TLS_AES_128_GCM_SHA256")
		raw, path, host, key, account, id = m.sent(), m.decoded(), "test.lambda-url.us-east-1.on.aws", "$default", "anonymous", requestID
	}
	headers := object{}
	for name, values := range m.lowered() {
		if name != "cookie" || m.kind == URL {
			headers[name] = strings.Join(values, ",")
		}
	}
	context := object{
		"accountId": account, "apiId": apiID, "domainName": host, "domainPrefix": domainPrefix(host), "requestId": id, "routeKey": key,
		"stage": m.stage("$default"), "time": clfTime, "timeEpoch": epochMs,
		"http": object{
			"method": m.method(), "path": path, "protocol": m.protocol(), "sourceIp": m.ip(), "userAgent": m.header("User-Agent"),
		},
	}
	if m.kind == HTTP && m.route.Claims != nil {
		context["authorizer"] = object{"jwt": m.jwt()}
	}
	e := object{
		"version": "2.0", "routeKey": key, "rawPath": raw, "rawQueryString": m.r.URL.RawQuery, "headers": headers,
		"isBase64Encoded": m.encoded, "requestContext": context,
	}
	if cookies := m.cookies(); cookies != nil {
		e["cookies"] = cookies
	}
	if q := m.query(); len(q) > 0 {
		joined := object{}
		for name, values := range q {
			joined[name] = strings.Join(values, ",")
		}
		e["queryStringParameters"] = joined
	}
	if m.kind == HTTP && len(m.params) > 0 {
		e["pathParameters"] = m.params
	}
	if m.body != "" {
		e["body"] = m.body
	}
	return e
}

func (m *maker) cookies() []string {
	var all []string
	for _, line := range m.lowered()["cookie"] {
		for c := range strings.SplitSeq(line, ";") {
			all = append(all, strings.TrimSpace(c))
		}
	}
	return all
}

// jwt is what a JWT authorizer has found: all scopes of the token, if the route
// has any, and null otherwise (reported in 2026).
func (m *maker) jwt() object {
	claims := claimTexts(m.route.Claims)
	var scopes []string
	if len(m.route.Scopes) > 0 {
		scopes = strings.Fields(claims["scope"])
		if claims["scope"] == "" {
			scopes = strings.Fields(strings.Trim(claims["scp"], "[]"))
		}
	}
	return object{"claims": claims, "scopes": scopes}
}

// claimTexts writes claims as HTTP APIs do: lists as "[a b]", objects as JSON,
// numbers with all their digits; null is left out (reported in 2026).
func claimTexts(claims map[string]any) map[string]string {
	texts := map[string]string{}
	for name, v := range claims {
		if v != nil {
			texts[name] = claimText(v)
		}
	}
	return texts
}

func claimText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []string:
		return "[" + strings.Join(v, " ") + "]"
	case []any:
		texts := make([]string, len(v))
		for i := range v {
			texts[i] = claimText(v[i])
		}
		return "[" + strings.Join(texts, " ") + "]"
	}
	out, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(out)
}
