// Integrations with AWS services, at an endpoint of this test.

package websocket_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/local"
)

// jobs has a route to a queue by path, one to a table by action, and one with a
// path that a message fills.
func jobs() object {
	service := func(uri string, more object) object {
		all := object{
			"IntegrationType": "AWS", "IntegrationMethod": "POST", "IntegrationUri": "arn:aws:apigateway:eu-west-1:" + uri,
			"CredentialsArn": "arn:aws:iam::111122223333:role/r",
		}
		for name, value := range more {
			all[name] = value
		}
		return integration(all)
	}
	response := func(id, key, text string) object {
		return resource("IntegrationResponse", object{
			"ApiId": ref("Api"), "IntegrationId": ref(id), "IntegrationResponseKey": key, "ResponseTemplates": object{"$default": text}, "TemplateSelectionExpression": "$default",
		})
	}
	return template(map[string]object{
		"queue": replies(object{"Target": "integrations/${Q}"}), "put": replies(object{"Target": "integrations/${T}"}), "to": replies(object{"Target": "integrations/${X}"}),
	}, object{
		"Q": service("sqs:path/111122223333/jobs", object{
			"RequestParameters":           object{"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"},
			"RequestTemplates":            object{"$default": `Action=SendMessage&MessageBody=$util.urlEncode($input.path('$.text'))`},
			"TemplateSelectionExpression": "$default",
		}),
		"QR": response("Q", "$default", `{"queued":"$input.path('$.id')"}`),
		"QE": response("Q", "/4\\d\\d/", `{"refused":"$input.path('$.id')"}`),
		"T": service("dynamodb:action/PutItem", object{
			"RequestTemplates":            object{"$default": `{"TableName":"t","Item":{"id":{"S":"$context.connectionId"}}}`},
			"TemplateSelectionExpression": "$default",
		}),
		"TR": response("T", "$default", `{"put":true}`),
		"X": service("sqs:path/{queue}/${stageVariables.color}", object{
			"RequestParameters": object{"integration.request.path.queue": "route.request.body.queue"},
		}),
		"XR": response("X", "$default", `{"to":"$input.path('$.id')"}`),
	})
}

func TestAWSServicesAreCalledAtTheirEndpoint(t *testing.T) {
	type call struct {
		path, body string
		header     http.Header
	}
	calls := make(chan call, 1)
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		calls <- call{r.URL.EscapedPath(), string(body), r.Header}
		if strings.Contains(string(body), "bad") {
			w.WriteHeader(400)
		}
		io.WriteString(w, `{"id":"m-1"}`)
	}))
	t.Cleanup(emulator.Close)
	s := serve(t, jobs(), func(c *local.Config) {
		c.Environment = map[string]string{"AWS_ENDPOINT_URL": emulator.URL + "/aws", "AWS_ACCESS_KEY_ID": "AKIDSERVICE", "AWS_SECRET_ACCESS_KEY": "x"}
	})
	c := s.connect("")
	for _, want := range []struct{ message, reply, path, body, contentType, target, scope string }{
		{`{"action":"queue","text":"a & b"}`, `{"queued":"m-1"}`, "/aws/111122223333/jobs", "Action=SendMessage&MessageBody=a+%26+b", "application/x-www-form-urlencoded", "", "/eu-west-1/sqs/"},
		{`{"action":"queue","text":"bad"}`, `{"refused":"m-1"}`, "/aws/111122223333/jobs", "Action=SendMessage&MessageBody=bad", "application/x-www-form-urlencoded", "", "/eu-west-1/sqs/"},
		{`{"action":"put"}`, `{"put":true}`, "/aws/", `{"TableName":"t","Item":{"id":{"S":"`, "application/x-amz-json-1.0", "DynamoDB_20120810.PutItem", "/eu-west-1/dynamodb/"},
		{`{"action":"to","queue":"a/b"}`, `{"to":"m-1"}`, "/aws/a%2Fb/red", `{"action":"to","queue":"a/b"}`, "application/json", "", "/eu-west-1/sqs/"},
	} {
		c.send(want.message)
		if got := c.receive(); got != want.reply {
			t.Fatalf("%s: %s, want %s", want.message, got, want.reply)
		}
		got := <-calls
		if got.path != want.path || !strings.HasPrefix(got.body, want.body) {
			t.Errorf("%s: the service got %s with %s", want.message, got.path, got.body)
		}
		if got.header.Get("Content-Type") != want.contentType || got.header.Get("X-Amz-Target") != want.target {
			t.Errorf("%s: the service got the header %v", want.message, got.header)
		}
		if signed := got.header.Get("Authorization"); !strings.Contains(signed, "Credential=AKIDSERVICE/") || !strings.Contains(signed, want.scope) {
			t.Errorf("%s: signed %s", want.message, signed)
		}
	}
	c.send(`{"action":"to"}`)
	if got := c.receive(); !strings.Contains(got, "Internal server error") {
		t.Errorf("a path without its parameter: %s", got)
	}
	s.logs("needs parameter queue, which there is not")
}

func TestAWSServicesNeedAnEndpoint(t *testing.T) {
	for _, name := range []string{"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SQS"} {
		t.Setenv(name, "")
	}
	s := serve(t, jobs(), nil)
	c := s.connect("")
	c.send(`{"action":"queue","text":"x"}`)
	const want = "sqs needs an endpoint: set AWS_ENDPOINT_URL_SQS"
	if got := c.receive(); !strings.Contains(got, want) || !strings.Contains(got, "connectionId") {
		t.Errorf("%s", got)
	}
	s.logs("it would have sent POST /111122223333/jobs with 32 bytes")
	for _, route := range s.APIs()[0].Routes {
		if route.Key == "queue" && !strings.Contains(route.Reason, want) {
			t.Errorf("the table says %q", route.Reason)
		}
	}
}
