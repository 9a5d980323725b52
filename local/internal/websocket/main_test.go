// The test binary is also the functions under test: with TEST_FUNCTION set it
// polls the Runtime API instead of running tests. Assemblies are made by hand.

package websocket_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/coder/websocket"

	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/router/connections"
)

func TestMain(m *testing.M) {
	switch os.Getenv("TEST_FUNCTION") {
	case "":
		os.Exit(m.Run())
	case "authorizer":
		lambda.Start(authorize)
	default:
		lambda.Start(answer)
	}
}

type object = map[string]any
type list = []any

// opened has the connections, opened once for a process.
var opened = sync.OnceValues(func() (*connections.API, error) { return connections.FromEnv(context.Background()) })

// answer does what the message, or the query of the handshake, says.
func answer(ctx context.Context, event object) (any, error) {
	request := event["requestContext"].(object)
	id, _ := request["connectionId"].(string)
	var do struct{ Do, Arg, To string }
	if body, ok := event["body"].(string); ok {
		_ = json.Unmarshal([]byte(body), &do)
	} else if query, ok := event["queryStringParameters"].(object); ok {
		do.Do, _ = query["do"].(string)
		do.Arg, _ = query["arg"].(string)
	}
	if request["eventType"] == "DISCONNECT" {
		fmt.Printf("left %s %v %v\n", id, request["disconnectStatusCode"], request["disconnectReason"])
		return object{"statusCode": 200}, nil
	}
	switch do.Do {
	case "", "event":
		text, err := json.Marshal(event)
		return object{"statusCode": 200, "body": string(text)}, err
	case "echo":
		return object{"statusCode": 200, "body": do.Arg}, nil
	case "post": // to another connection, by the address in the environment
		api, err := opened()
		if err != nil {
			return nil, err
		}
		if err := api.Send(ctx, do.To, []byte(do.Arg)); err != nil && !errors.Is(err, connections.ErrGone) {
			return nil, err
		} else if err != nil {
			return object{"statusCode": 200, "body": "gone"}, nil
		}
		return object{"statusCode": 200, "body": "sent"}, nil
	case "status":
		var status int
		_, err := fmt.Sscan(do.Arg, &status)
		return object{"statusCode": status, "body": "as you like"}, err
	case "protocol":
		return object{"statusCode": 200, "headers": object{"Sec-WebSocket-Protocol": do.Arg}}, nil
	case "sleep":
		d, err := time.ParseDuration(do.Arg)
		time.Sleep(d)
		return object{"statusCode": 200, "body": "slept"}, err
	case "exit":
		os.Exit(3)
	case "nonsense":
		return 42, nil
	}
	return nil, errors.New("cannot do that")
}

func authorize(event object) (any, error) {
	query, _ := event["queryStringParameters"].(object)
	effect := "Deny"
	switch query["token"] {
	case "good":
		effect = "Allow"
	case "fail":
		return nil, errors.New("cannot decide")
	}
	return object{"principalId": "alice", "usageIdentifierKey": query["key"], "context": object{"team": "blue"}, "policyDocument": object{
		"Statement": list{object{"Effect": effect, "Action": "execute-api:Invoke", "Resource": event["methodArn"]}},
	}}, nil
}

func resource(typ string, properties object) object {
	return object{"Type": "AWS::ApiGatewayV2::" + typ, "Properties": properties}
}

func ref(id string) object { return object{"Ref": id} }

func function(role string) object {
	return object{"Type": "AWS::Lambda::Function", "Properties": object{
		"Runtime": "provided.al2023", "Handler": "bootstrap", "Timeout": 20, "Code": object{"S3Key": "code.zip"},
		"Environment": object{"Variables": object{
			"TEST_FUNCTION":         role,
			"GATEHOUSE_CONNECTIONS": object{"Fn::Sub": "v1=https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/v1"},
		}},
	}}
}

func permission(function string) object {
	return object{"Type": "AWS::Lambda::Permission", "Properties": object{
		"Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com", "FunctionName": ref(function),
		"SourceArn": object{"Fn::Sub": "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*"},
	}}
}

func integration(more object) object {
	all := object{"ApiId": ref("Api"), "IntegrationType": "AWS_PROXY", "IntegrationUri": object{"Fn::GetAtt": list{"F", "Arn"}}}
	maps.Copy(all, more)
	return resource("Integration", all)
}

// replies is a route with a route response.
func replies(more object) object {
	all := object{"RouteResponseSelectionExpression": "$default"}
	maps.Copy(all, more)
	return all
}

// template has an API "Api" with stage "v1", function "F" behind integration
// "I", and routes with their properties.
func template(routes map[string]object, more object) object {
	resources := object{
		"Api":   resource("Api", object{"Name": "api", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}),
		"F":     function("yes"),
		"P":     permission("F"),
		"I":     integration(nil),
		"Stage": resource("Stage", object{"ApiId": ref("Api"), "StageName": "v1", "AutoDeploy": true, "StageVariables": object{"color": "red"}}),
	}
	for key, properties := range routes {
		all := object{"ApiId": ref("Api"), "RouteKey": key, "Target": "integrations/${I}"}
		maps.Copy(all, properties)
		all["Target"] = object{"Fn::Sub": all["Target"]}
		resources["Route"+strings.Trim(strings.ReplaceAll(key, "/", "x"), "$")] = resource("Route", all)
	}
	maps.Copy(resources, more)
	return object{"Resources": resources}
}

// write writes an assembly of one stack, "S", into a folder.
func write(t testing.TB, dir string, template object) {
	t.Helper()
	put := func(name string, v any) {
		b, err := json.Marshal(v)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), b, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	put("manifest.json", object{"version": "54.0.0", "artifacts": object{
		"S":        object{"type": "aws:cloudformation:stack", "environment": "aws://111122223333/eu-west-1", "properties": object{"templateFile": "S.json"}},
		"S.assets": object{"type": "cdk:asset-manifest", "properties": object{"file": "S.assets.json"}},
	}})
	put("S.assets.json", object{"files": object{"code": object{
		"source": object{"path": "asset.code"}, "destinations": object{"d": object{"objectKey": "code.zip"}},
	}}})
	put("S.json", template)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	code := filepath.Join(dir, "asset.code")
	if err := os.MkdirAll(code, 0o755); err != nil {
		t.Fatal(err)
	}
	_ = os.Symlink(program, filepath.Join(code, "bootstrap")) // there after a reload
}

// server serves a template's API.
type server struct {
	*local.Server
	t   testing.TB
	dir string
	log *logbook
}

func serve(t testing.TB, template object, change func(*local.Config)) *server {
	t.Helper()
	s := &server{t: t, dir: t.TempDir(), log: &logbook{}}
	write(t, s.dir, template)
	cfg := local.Config{Assembly: s.dir, Log: slog.New(slog.NewTextHandler(s.log, nil)), Credentials: map[string]string{"AKIDLOCAL": "secret"}, Workers: 4}
	if change != nil {
		change(&cfg)
	}
	var err error
	if s.Server, err = local.Start(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("log of the server:\n" + s.log.String())
		}
	})
	return s
}

// url is where clients connect to the stage.
func (s *server) url() string { return s.URL("S/Api") + "/v1" }

// client is a connection.
type client struct {
	*websocket.Conn
	t testing.TB
}

func (s *server) connect(query string, protocols ...string) *client {
	s.t.Helper()
	conn, _, err := websocket.Dial(s.t.Context(), s.url()+query, &websocket.DialOptions{Subprotocols: protocols})
	if err != nil {
		s.t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	s.t.Cleanup(func() { _ = conn.CloseNow() })
	return &client{conn, s.t}
}

// refused returns the status of a handshake that is refused.
func (s *server) refused(query string) int {
	s.t.Helper()
	conn, response, err := websocket.Dial(s.t.Context(), s.url()+query, nil)
	if err == nil {
		_ = conn.CloseNow()
		s.t.Errorf("%s: let in", query)
		return 101
	}
	if response == nil {
		s.t.Fatal(err)
		return 0
	}
	return response.StatusCode
}

func (c *client) send(message any) {
	c.t.Helper()
	text, ok := message.(string)
	if !ok {
		b, err := json.Marshal(message)
		if err != nil {
			c.t.Fatal(err)
		}
		text = string(b)
	}
	if err := c.Write(c.t.Context(), websocket.MessageText, []byte(text)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) receive() string {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 20*time.Second)
	defer cancel()
	_, message, err := c.Read(ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(message)
}

// event sends a message and returns the event that the function got.
func (c *client) event(message any) object {
	c.t.Helper()
	c.send(message)
	var event object
	if text := c.receive(); json.Unmarshal([]byte(text), &event) != nil {
		c.t.Fatalf("no event: %s", text)
	}
	return event
}

// closed returns the code with which the server closes the connection.
func (c *client) closed() websocket.StatusCode {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 20*time.Second)
	defer cancel()
	_, message, err := c.Read(ctx)
	if err == nil {
		c.t.Fatalf("a message comes: %.200s", message)
	}
	return websocket.CloseStatus(err)
}

// logbook is a log that may be read while it's written.
type logbook struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// has waits until the log has a text.
func (s *server) logs(text string) {
	s.t.Helper()
	for range 400 {
		if strings.Contains(s.log.String(), text) {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	s.t.Errorf("the log never has %q", text)
}
