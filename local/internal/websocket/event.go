// What functions, authorizers and templates are told of a connection and a
// message.

package websocket

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/urltext"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
	"github.com/gatehouse-go/gatehouse/local/internal/vtl"
)

// event is something that happens on a connection.
type event struct {
	g     *socketAPI
	c     *connection
	stage *stage
	route string // key
	kind  string // CONNECT, MESSAGE or DISCONNECT
	id    string // of the request
	at    time.Time

	request *gateway.Request // of $connect
	header  http.Header      // of $connect, with what the gateway adds
	body    []byte           // of a message
	parsed  *body            // of a message; nil if it is not JSON
	last    *farewell        // of $disconnect

	trace *trace.Recording

	key   string // API key that the route needs
	keyID string
}

type object = map[string]any

// context is the requestContext (developer guide, "API Gateway WebSocket API
// mapping template and access logging variable reference", and the events that
// aws-lambda-go models).
func (e *event) context() object {
	prefix, _, _ := strings.Cut(e.c.domain, ".")
	o := object{
		"routeKey": e.route, "eventType": e.kind, "messageDirection": "IN", "stage": e.stage.Name, "apiId": e.g.api.ID,
		"connectionId": e.c.id, "connectedAt": e.c.connected.UnixMilli(), "domainName": e.c.domain, "domainPrefix": prefix,
		"requestId": e.id, "extendedRequestId": e.id,
		"requestTime": e.at.UTC().Format("02/Jan/2006:15:04:05 -0700"), "requestTimeEpoch": e.at.UnixMilli(),
		"identity": e.identityOf(),
	}
	switch e.kind {
	case "MESSAGE":
		o["messageId"] = e.id
	case "DISCONNECT":
		o["disconnectStatusCode"], o["disconnectReason"] = int(e.last.code), e.last.reason
	}
	if who := e.c.who; who != nil && who.IsLambda {
		context := maps.Clone(who.Lambda)
		if context == nil {
			context = object{}
		}
		context["principalId"] = who.Principal
		o["authorizer"] = context
	}
	return o
}

func (e *event) identityOf() object {
	identity := object{"sourceIp": e.c.source}
	if e.c.agent != "" {
		identity["userAgent"] = e.c.agent
	}
	if e.keyID != "" {
		identity["apiKey"], identity["apiKeyId"] = e.key, e.keyID
	}
	if who := e.c.who; who != nil && who.IAM != nil {
		maps.Copy(identity, object{
			"accessKey": who.IAM.AccessKey, "accountId": who.IAM.AccountID, "caller": who.IAM.CallerID, "user": who.IAM.UserID,
			"userArn": who.IAM.UserARN,
		})
	}
	return identity
}

// forFunction is the event of a proxy integration.
func (e *event) forFunction() ([]byte, error) {
	o := object{"requestContext": e.context(), "isBase64Encoded": false}
	switch e.kind {
	case "CONNECT":
		maps.Copy(o, e.handshake())
	case "MESSAGE":
		o["body"] = string(e.body)
	case "DISCONNECT": // as aws-lambda-go's sample has it
		header := map[string]string{"Host": e.c.domain, "x-api-key": "", "x-restapi": ""}
		multi := map[string][]string{}
		for name, value := range header {
			multi[name] = []string{value}
		}
		o["headers"], o["multiValueHeaders"] = header, multi
	}
	if len(e.stage.Variables) > 0 {
		o["stageVariables"] = e.stage.Variables
	}
	return json.Marshal(o)
}

// handshake is what the request of $connect has.
func (e *event) handshake() object {
	single := map[string]string{}
	for name, values := range e.header {
		single[name] = values[len(values)-1]
	}
	o := object{"headers": single, "multiValueHeaders": e.header}
	if query := urltext.ParseQuery(e.request.URL.RawQuery); len(query) > 0 {
		single := map[string]string{}
		for name, values := range query {
			single[name] = values[len(values)-1]
		}
		o["queryStringParameters"], o["multiValueQueryStringParameters"] = single, query
	}
	return o
}

// forAuthorizer is the event of a Lambda authorizer.
func (e *event) forAuthorizer(arn string) ([]byte, error) {
	o := e.handshake()
	o["type"], o["methodArn"], o["requestContext"] = "REQUEST", arn, e.context()
	o["stageVariables"] = e.stage.Variables
	return json.Marshal(o)
}

// identity is the value of an identity source such as
// "route.request.querystring.token" (developer guide, "Creating a Lambda
// REQUEST authorizer function").
func (e *event) identity(source string) (string, bool) {
	name, ok := strings.CutPrefix(source, "route.request.header.")
	if ok {
		v := e.header.Get(name)
		return v, v != ""
	}
	if name, ok = strings.CutPrefix(source, "route.request.querystring."); ok {
		values := urltext.ParseQuery(e.request.URL.RawQuery)[name]
		return strings.Join(values, ","), len(values) > 0 && values[0] != ""
	}
	if name, ok = strings.CutPrefix(source, "stageVariables."); ok {
		v := e.stage.Variables[name]
		return v, v != ""
	}
	return e.value(source)
}

// value is what a variable of a selection expression stands for.
func (e *event) value(variable string) (string, bool) {
	if path, ok := strings.CutPrefix(variable, "request.body."); ok {
		return e.parsed.find(path)
	}
	if name, ok := strings.CutPrefix(variable, "stageVariables."); ok {
		v, ok := e.stage.Variables[name]
		return v, ok
	}
	if path, ok := strings.CutPrefix(variable, "context."); ok {
		var at any = e.context()
		for name := range strings.SplitSeq(path, ".") {
			inside, ok := at.(object)
			if !ok {
				return "", false
			}
			at = inside[name]
		}
		switch v := at.(type) {
		case string:
			return v, true
		case int64:
			return strconv.FormatInt(v, 10), true
		case int:
			return strconv.Itoa(v), true
		}
	}
	return "", false
}

// input is what templates see.
func (e *event) input(body string) *vtl.Input {
	variables := vtl.NewMap()
	for name, value := range e.stage.Variables {
		variables.Set(name, value)
	}
	return &vtl.Input{Body: body, Context: mapOf(e.context()), StageVariables: variables}
}

func mapOf(o object) *vtl.Map {
	m := vtl.NewMap()
	for name, value := range o {
		if inside, ok := value.(object); ok {
			value = mapOf(inside)
		}
		m.Set(name, value)
	}
	return m
}
