// REST APIs held against recordings of AWS: templates made of the cases, real requests
// over sockets, real functions and servers behind.

package local_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda/messages"

	"github.com/gatehouse-go/gatehouse/internal/testing/truth"
	"github.com/gatehouse-go/gatehouse/local"
)

// restFunction is a function behind a REST API: REST_BACKEND says what it does, and it
// writes what it got to REST_SEEN.
type restFunction struct{}

func (restFunction) Invoke(_ context.Context, event []byte) ([]byte, error) {
	if err := os.WriteFile(os.Getenv("REST_SEEN"), event, 0o644); err != nil {
		return nil, err
	}
	var do struct {
		Returns       *string
		Fails         *struct{ ErrorMessage, ErrorType string }
		EchoesPayload bool
		TakesSeconds  float64
	}
	if err := json.Unmarshal([]byte(os.Getenv("REST_BACKEND")), &do); err != nil {
		return nil, err
	}
	time.Sleep(time.Duration(do.TakesSeconds * float64(time.Second)))
	switch {
	case do.Fails != nil:
		return nil, messages.InvokeResponse_Error{Message: do.Fails.ErrorMessage, Type: do.Fails.ErrorType}
	case do.Returns != nil:
		return []byte(*do.Returns), nil
	case do.EchoesPayload:
		return event, nil
	}
	return json.Marshal(object{"statusCode": 200, "headers": object{"content-type": "application/json"}, "body": string(event)})
}

func TestTruthREST(t *testing.T) {
	var divergences []truth.Divergence[*truth.RESTCase]
	truth.Run(t, "local REST APIs", truth.REST(t), divergences, func(t *testing.T, c *truth.RESTCase) (problems []string) {
		t.Run(c.Name(), func(t *testing.T) { problems = tryREST(t, c) })
		return problems
	})
}

// restBackend is the server behind an API, and every AWS service.
type restBackend struct {
	*httptest.Server
	mu   sync.Mutex
	seen *truth.Seen
}

func newRESTBackend(t *testing.T, c *truth.RESTCase) *restBackend {
	b := &restBackend{}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		h := r.Header.Clone()
		h.Set("Host", r.Host)
		if r.ContentLength >= 0 {
			h.Set("Content-Length", fmt.Sprint(r.ContentLength))
		}
		for name := range r.Trailer {
			h.Add("Trailer", name)
		}
		b.mu.Lock()
		b.seen = &truth.Seen{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Header: h, Body: body}
		b.mu.Unlock()
		b.answer(w, r, c, body)
	}))
	t.Cleanup(b.Close)
	return b
}

func (b *restBackend) answer(w http.ResponseWriter, r *http.Request, c *truth.RESTCase, body []byte) {
	do := c.Backend.HTTP
	switch {
	case do != nil && do.EchoBody:
		for name, value := range do.Headers {
			w.Header().Set(name, value)
		}
		w.WriteHeader(max(do.Status, 200))
		w.Write(body)
	case do != nil && do.Echo:
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(object{"method": r.Method, "path": r.URL.Path, "query": r.URL.Query(), "body": string(body)})
	case do != nil:
		for name, value := range do.Headers {
			w.Header().Set(name, value)
		}
		w.WriteHeader(do.Status)
		w.Write(do.Bytes())
	case c.Backend.SSM != "":
		w.Header().Set("Content-Type", "application/json")
		name := r.URL.Query().Get("Name")
		json.NewEncoder(w).Encode(object{"GetParameterResponse": object{"GetParameterResult": object{
			"Parameter": object{"Name": name, "Value": c.Backend.Holds[name], "Version": 1, "Type": "String"}}}})
	case c.Backend.SQS != "" && strings.Contains(r.Header.Get("Accept"), "xml"):
		w.Header().Set("Content-Type", "text/xml")
		io.WriteString(w, "<R><MessageId>1</MessageId><MD5OfMessageBody>2</MD5OfMessageBody><RequestId>3</RequestId></R>")
	default:
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		switch {
		case c.Backend.Answers != nil:
			io.WriteString(w, *c.Backend.Answers)
		case c.Backend.Kinesis != "":
			io.WriteString(w, `{"FailedRecordCount": 0}`)
		default:
			io.WriteString(w, "{}")
		}
	}
}

func tryREST(t *testing.T, c *truth.RESTCase) []string {
	backend := newRESTBackend(t, c)
	seen := filepath.Join(t.TempDir(), "seen")
	_, srv, log := serve(t, restTemplate(c, backend.URL, seen), func(cfg *local.Config) {
		cfg.Environment = map[string]string{"AWS_ENDPOINT_URL": backend.URL}
	})
	address := strings.TrimPrefix(srv.URL("S/Api"), "http://")
	request := c.Sent()
	response, body := exchange(t, address, request)
	problems := c.Compare(response.StatusCode, response.Header, body)
	backend.mu.Lock()
	got := backend.seen
	backend.mu.Unlock()
	if event, err := os.ReadFile(seen); err == nil {
		got = &truth.Seen{Body: event}
	}
	problems = append(problems, c.CompareSeen(got)...)
	if len(problems) > 0 {
		t.Log(log.String())
	}
	return problems
}

func restResource(typ string, properties object) object {
	return object{"Type": "AWS::ApiGateway::" + typ, "Properties": properties}
}

// restTemplate is a template with the API of a case.
func restTemplate(c *truth.RESTCase, backend, seen string) object {
	fill := strings.NewReplacer("{backend}", backend, "{bucket}", "bucket", "{account}", "000000000000", "{queue}", "queue",
		"{machineArn}", "arn:aws:states:us-east-1:000000000000:stateMachine:own", "{queueUrl}", backend+"/queue")
	api := object{"Name": "api"}
	if len(c.API.BinaryMediaTypes) > 0 {
		api["BinaryMediaTypes"] = c.API.BinaryMediaTypes
	}
	resources := object{
		"Api": restResource("RestApi", api),
		"D":   restResource("Deployment", object{"RestApiId": ref("Api")}),
		"P":   permission("F"), "P2": permission("F2"),
	}
	name := ""
	for variable, value := range c.API.Stage.Variables {
		if variable == "fn" {
			name = value
		}
	}
	for id, do := range map[string]json.RawMessage{"F": c.Backend.Lambda, "F2": c.Backend.Lambda2} {
		text := string(do)
		if text == "" {
			text = "{}"
		}
		resources[id] = function("rest", object{"Environment": object{"Variables": object{
			"TEST_FUNCTION": "rest", "REST_BACKEND": text, "REST_SEEN": seen,
		}}})
	}
	if name != "" {
		resources["F"].(object)["Properties"].(object)["FunctionName"] = name
	}
	stage := object{"RestApiId": ref("Api"), "DeploymentId": ref("D"), "StageName": c.API.Stage.Name}
	if v := c.API.Stage.Variables; v != nil {
		filled := map[string]string{}
		for name, value := range v {
			filled[name] = strings.TrimPrefix(fill.Replace(value), "http://")
		}
		stage["Variables"] = filled
	}
	if canary := c.API.Stage.Canary; canary != nil {
		stage["CanarySetting"] = object{"PercentTraffic": canary.PercentTraffic, "StageVariableOverrides": canary.StageVariableOverrides}
	}
	resources["Stage"] = restResource("Stage", stage)
	for name, v := range c.API.Validators {
		resources["Validator"+name] = restResource("RequestValidator", object{
			"RestApiId": ref("Api"), "ValidateRequestBody": v.Body, "ValidateRequestParameters": v.Parameters,
		})
	}
	for name, schema := range c.API.Models {
		text := strings.ReplaceAll(string(schema), `"model:`, `"https://apigateway.amazonaws.com/restapis/own/models/`)
		resources["Model"+name] = restResource("Model", object{"RestApiId": ref("Api"), "Name": name, "Schema": json.RawMessage(text)})
	}
	addKeys(c, resources)
	methods := c.API.Resources
	if canary := c.API.Stage.Canary; canary != nil && canary.PercentTraffic == 100 {
		methods = canary.Resources // a template has the newest methods, which are the canary's
	}
	for i, r := range methods {
		addMethod(c, resources, i, r, fill)
	}
	return object{"Resources": resources}
}

// restCase is a case about events or answers, as an API with one function.
func restCase(resource, method, stage string, binary []string) *truth.RESTCase {
	c := &truth.RESTCase{}
	c.API.Stage.Name, c.API.BinaryMediaTypes = stage, binary
	r := truth.RESTResource{Path: resource, Method: method}
	r.Integration.Type, r.Integration.Backend = "AWS_PROXY", "lambda"
	c.API.Resources = append(c.API.Resources, r)
	return c
}

func TestTruthRESTEvents(t *testing.T) {
	var divergences []truth.Divergence[*truth.Event]
	truth.Run(t, "local REST events", truth.Of(truth.Events(t), "rest"), divergences, func(t *testing.T, c *truth.Event) (problems []string) {
		if c.Request.HTTP == "2" {
			return nil // nothing here speaks HTTP/2
		}
		t.Run(c.Name(), func(t *testing.T) {
			rest := restCase(c.API.Resource, c.API.Method, c.API.Stage, c.API.BinaryMediaTypes)
			for _, also := range c.API.Also {
				path, _, _ := strings.Cut(also, " ")
				more := rest.API.Resources[0]
				more.Path, more.Method = path, "ANY"
				rest.API.Resources = append(rest.API.Resources, more)
			}
			rest.API.Resources[0].Integration.RequestParameters = c.API.RequestParameters
			_, srv, _ := serve(t, restTemplate(rest, "http://127.0.0.1:1", filepath.Join(t.TempDir(), "seen")), nil)
			address := strings.TrimPrefix(srv.URL("S/Api"), "http://")
			response, body := exchange(t, address, &c.Request)
			if response.StatusCode != http.StatusOK {
				problems = []string{fmt.Sprintf("status %d: %s", response.StatusCode, body)}
				return
			}
			_, port, err := net.SplitHostPort(address)
			if err != nil {
				t.Fatal(err)
			}
			problems = c.Compare(overTLS(t, body, port))
		})
		return problems
	})
}

func TestTruthRESTResponses(t *testing.T) {
	var divergences []truth.Divergence[*truth.Response]
	truth.Run(t, "local REST responses", truth.Of(truth.Responses(t), "rest"), divergences, func(t *testing.T, c *truth.Response) (problems []string) {
		if c.Function.Missing != "" {
			return nil
		}
		t.Run(c.Name(), func(t *testing.T) {
			rest := restCase("/road", "GET", "lab", c.API.BinaryMediaTypes)
			do := object{"returns": c.Function.Returns}
			if len(c.Function.Fails) > 0 {
				do = object{"fails": object{"errorMessage": "own words", "errorType": "Error"}}
			}
			text, err := json.Marshal(do)
			if err != nil {
				t.Fatal(err)
			}
			rest.Backend.Lambda = text
			_, srv, _ := serve(t, restTemplate(rest, "http://127.0.0.1:1", filepath.Join(t.TempDir(), "seen")), nil)
			request := c.Request
			request.Method, request.Target = "GET", "/lab/road"
			response, body := exchange(t, strings.TrimPrefix(srv.URL("S/Api"), "http://"), &request)
			problems = c.Compare(response.StatusCode, response.Header, body)
		})
		return problems
	})
}
