// The test binary is also the functions under test: with TEST_FUNCTION set it
// polls the Runtime API instead of running tests.

package local_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/gatehouse-go/gatehouse/internal/testing/browsertest"
)

func TestMain(m *testing.M) {
	switch os.Getenv("TEST_FUNCTION") {
	case "":
		os.Exit(browsertest.Main(m))
	case "authorizer":
		lambda.Start(authorize)
	case "stream":
		lambda.Start(streamFunction)
	case "rest":
		lambda.Start(restFunction{})
	case "raw":
		lambda.Start(rawFunction{})
	default:
		lambda.Start(answer)
	}
}

// answer does what the query parameter "do" says, with "arg".
func answer(ctx context.Context, event map[string]any) (any, error) {
	query, _ := event["queryStringParameters"].(map[string]any)
	do, _ := query["do"].(string)
	arg, _ := query["arg"].(string)
	switch do {
	case "", "event":
		b, err := json.Marshal(event)
		return map[string]any{"statusCode": 200, "headers": map[string]string{"content-type": "application/json"}, "body": string(b)}, err
	case "json": // the argument is the answer
		return json.RawMessage(arg), nil
	case "env":
		return map[string]string{"value": os.Getenv(arg), "pid": fmt.Sprint(os.Getpid())}, nil
	case "log":
		fmt.Fprintln(os.Stderr, arg)
		return "ok", nil
	case "span":
		return exportSpan(event, arg)
	case "fail":
		return nil, errors.New(arg)
	case "exit":
		os.Exit(3)
	case "sleep":
		d, err := time.ParseDuration(arg)
		if err != nil {
			return nil, err
		}
		time.Sleep(d)
		return "slept", nil
	case "large":
		return strings.Repeat("x", 6<<20+200), nil
	}
	return nil, fmt.Errorf("no such thing to do: %s", do)
}

// exportSpan exports a span as an instrumented function does: of the trace that
// the event carries.
func exportSpan(event map[string]any, name string) (any, error) {
	headers, _ := event["headers"].(map[string]any)
	parent, _ := headers["traceparent"].(string)
	id := strings.Repeat("0", 32)
	if parts := strings.Split(parent, "-"); len(parts) == 4 {
		id = parts[1]
	} else if root, _, ok := strings.Cut(os.Getenv("_X_AMZN_TRACE_ID"), ";"); ok { // as aws-lambda-go sets it
		id = strings.ReplaceAll(strings.TrimPrefix(root, "Root=1-"), "-", "")
	}
	body := fmt.Sprintf(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":%q,"spanId":"0102030405060708","name":%q}]}]}]}`, id, name)
	response, err := http.Post(os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT")+"/v1/traces", "application/json", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	response.Body.Close()
	return response.Status + " " + parent, nil
}

// calls counts the events of this process, for tests of the cache.
var calls int

// authorize decides by the first identity source: the token says what to answer.
func authorize(event map[string]any) (any, error) {
	calls++
	token := ""
	switch identity := event["identitySource"].(type) {
	case []any:
		token, _ = identity[0].(string)
	case string:
		token, _, _ = strings.Cut(identity, ",")
	}
	if t, ok := event["authorizationToken"].(string); ok && event["type"] == "TOKEN" {
		token = t
	}
	if headers, ok := event["headers"].(map[string]any); ok && token == "" { // of a REST API
		token, _ = headers["X-Token"].(string)
	}
	info := map[string]any{"calls": calls, "token": token}
	allow := func(effect, resource string) any {
		return map[string]any{"principalId": "me", "context": info, "policyDocument": map[string]any{
			"Version":   "2012-10-17",
			"Statement": []any{map[string]any{"Effect": effect, "Action": "execute-api:Invoke", "Resource": resource}},
		}}
	}
	switch token {
	case "good":
		return map[string]any{"isAuthorized": true, "context": info}, nil
	case "bad":
		return map[string]any{"isAuthorized": false}, nil
	case "policy":
		return allow("Allow", "arn:aws:execute-api:*:*:*/*/GET/*"), nil
	case "both": // a Deny wins, wherever it stands
		both := allow("Allow", "*").(map[string]any)
		document := both["policyDocument"].(map[string]any)
		deny := map[string]any{"Effect": "Deny", "Action": "execute-api:*", "Resource": "arn:aws:execute-api:*:*:*/*/POST/*"}
		document["Statement"] = append([]any{deny}, document["Statement"].([]any)...)
		return both, nil
	case "condition":
		limited := allow("Allow", "*").(map[string]any)
		document := limited["policyDocument"].(map[string]any)
		document["Statement"].([]any)[0].(map[string]any)["Condition"] = map[string]any{"Bool": map[string]any{"aws:SecureTransport": "true"}}
		return limited, nil
	case "deny":
		return allow("Deny", "*"), nil
	case "nonsense":
		return 42, nil
	}
	return nil, errors.New("cannot decide")
}

// rawFunction returns text as it stands, valid JSON or not.
type rawFunction struct{}

// rawAnswer are the headers that tell a rawFunction what to return.
func rawAnswer(text string, fails bool) [][2]string {
	name := "X-Raw"
	if fails {
		name = "X-Fail"
	}
	return [][2]string{{name, base64.StdEncoding.EncodeToString([]byte(text))}}
}

func (rawFunction) Invoke(_ context.Context, payload []byte) ([]byte, error) {
	var event struct{ Headers map[string]string }
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, err
	}
	for name, value := range event.Headers {
		switch strings.ToLower(name) {
		case "x-fail":
			return nil, errors.New("own words")
		case "x-raw":
			return base64.StdEncoding.DecodeString(value)
		}
	}
	return nil, errors.New("nothing to return")
}

// streamFunction answers in two parts, the second when the file STREAM_GATE is there.
func streamFunction(context.Context, json.RawMessage) (*events.APIGatewayProxyStreamingResponse, error) {
	body, parts := io.Pipe()
	go func() {
		io.WriteString(parts, "first")
		for range 1000 {
			if _, err := os.Stat(os.Getenv("STREAM_GATE")); err == nil {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		io.WriteString(parts, "second")
		parts.Close()
	}()
	return &events.APIGatewayProxyStreamingResponse{
		StatusCode: 207, Headers: map[string]string{"Content-Type": "text/event-stream"}, Cookies: []string{"a=b"}, Body: body,
	}, nil
}
