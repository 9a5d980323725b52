// The two forms of an API beside each other.

package definitions

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/restapi"
)

// batch is how many APIs are synthesised in one app, and process how many in one
// process: a kernel of the CDK keeps all that it made.
const (
	batch   = 50
	process = 500
)

// The forms, which are names of stacks.
const (
	resources   = "R"
	definitions = "D"
)

var forms = []string{resources, definitions}

func TestBothFormsBehaveTheSame(t *testing.T) {
	number := func(name string, otherwise int) int {
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
			return n
		}
		return otherwise
	}
	from, count := number("GATEHOUSE_DEFINITIONS_FROM", 0), number("GATEHOUSE_DEFINITIONS", 40)
	if count > process {
		for at := from; at < from+count && !t.Failed(); at += process {
			inAnotherProcess(t, at, min(process, from+count-at))
		}
		return
	}
	o := newOutside(t)
	var total stats
	for at := from; at < from+count && !t.Failed(); at += batch {
		compareBatch(t, o, at, min(batch, from+count-at), &total)
	}
	t.Logf("%d APIs, %d requests: %s", total.apis, total.requests, total.statuses())
	for _, status := range []int{200, 401, 403, 404, 429} {
		if count >= 100 && total.by[status] == 0 {
			t.Errorf("no request was answered %d: the comparison says little", status)
		}
	}
}

// inAnotherProcess compares APIs in a process of their own.
func inAnotherProcess(t *testing.T, from, count int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestBothFormsBehaveTheSame$", "-test.v")
	cmd.Env = append(os.Environ(), fmt.Sprint("GATEHOUSE_DEFINITIONS_FROM=", from), fmt.Sprint("GATEHOUSE_DEFINITIONS=", count))
	out, err := cmd.CombinedOutput()
	t.Logf("from %d: %s", from, out)
	if err != nil {
		t.Errorf("from %d: %v", from, err)
	}
}

// stats are what was compared.
type stats struct {
	apis, requests int
	by             map[int]int // requests by status
}

func (s *stats) statuses() string {
	var parts []string
	for status := range 600 {
		if n := s.by[status]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d×%d", n, status))
		}
	}
	return strings.Join(parts, " ")
}

func compareBatch(t *testing.T, o *outside, from, count int, total *stats) {
	t.Helper()
	app := awscdk.NewApp(&awscdk.AppProps{
		AnalyticsReporting: jsii.Bool(false), Outdir: jsii.String(t.TempDir()),
		Context: &map[string]any{"aws:cdk:bundling-stacks": []string{}, "@aws-cdk/core:stackResourceLimit": 0},
	})
	var specs []*spec
	requests := map[*spec][]ask{}
	for _, form := range forms {
		stack := awscdk.NewStack(app, jsii.String(form), &awscdk.StackProps{
			Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
		})
		w := newWorld(stack, o)
		for n := from; n < from+count; n++ {
			r := newRandom(n, w)
			s := r.spec(n)
			s.declare(stack, form == definitions)
			if form == resources {
				requests[s] = r.asks(s)
				specs = append(specs, s)
			}
		}
	}
	if problems := synthtest.Report(app); len(problems) > 0 {
		t.Fatalf("from %d: %s", from, strings.Join(problems, "\n"))
	}
	log := &lines{}
	srv, err := local.Start(t.Context(), local.Config{
		Assembly: *app.Outdir(), Keys: publicKeys(t), Workers: 1, Log: slog.New(slog.NewTextHandler(log, nil)),
		Credentials: map[string]string{"AKIDEXAMPLE": "secret"},
		Environment: map[string]string{"AWS_ENDPOINT_URL_SQS": o.service, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	apis := served(t, srv, *app.Outdir())
	checkForms(t, *app.Outdir(), specs)
	for _, s := range specs {
		total.apis++
		by, in := apis[resources+"/"+s.id()], apis[definitions+"/"+s.id()]
		for _, a := range requests[s] {
			one, other := a.send(t, by).comparable(by), a.send(t, in).comparable(in)
			total.count(one.status)
			if one.status == 501 && !strings.Contains(one.body, "(preflight)") { // whose function is not built here
				t.Errorf("API %d: %v: %s", s.number, a, one.body)
			}
			if !one.equal(other) {
				t.Errorf("API %d, routes %v: %v\nby resources:  %d %v\n%s\nby definition: %d %v\n%s", s.number, s.keys, a,
					one.status, one.header, one.body, other.status, other.header, other.body)
				t.Log(log.of(by.path, in.path))
				break
			}
		}
	}
}

func (s *stats) count(status int) {
	if s.by == nil {
		s.by = map[int]int{}
	}
	s.requests++
	s.by[status]++
}

func (s *spec) id() string { return fmt.Sprintf("Api%d", s.number) }

// declare declares the API in one of its forms.
func (s *spec) declare(stack awscdk.Stack, definition bool) {
	if s.rest != nil {
		props := *s.rest
		props.Definition = definition
		restapi.New(stack, s.id(), &props).Handle(s.routes...)
		return
	}
	props := *s.http
	props.Definition = definition
	httpapi.New(stack, s.id(), &props).Handle(s.plain...)
}

// form is an API as it is served in one of its forms.
type form struct {
	path, base, id string
	key            string // its API key, if it is a REST API
}

// served are the APIs of a server by their paths.
func served(t *testing.T, srv *local.Server, dir string) map[string]form {
	t.Helper()
	app, err := assembly.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	apis := map[string]form{}
	for _, api := range app.APIs {
		apis[api.Path] = form{path: api.Path, base: srv.URL(api.Path), id: api.ID}
	}
	for _, api := range srv.APIs() {
		f := apis[api.Path]
		f.key = api.Keys["key"]
		apis[api.Path] = f
	}
	return apis
}

// routeTypes are those of resources that a definition takes the place of.
var routeTypes = []string{
	"AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Authorizer",
	"AWS::ApiGateway::Method", "AWS::ApiGateway::Resource", "AWS::ApiGateway::Authorizer", "AWS::ApiGateway::Model",
	"AWS::ApiGateway::RequestValidator", "AWS::ApiGateway::GatewayResponse",
}

// checkForms checks that what is compared really has two forms.
func checkForms(t *testing.T, dir string, specs []*spec) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, definitions+".template.json"))
	if err != nil {
		t.Fatal(err)
	}
	var template struct {
		Resources map[string]struct {
			Type       string
			Properties struct{ Body map[string]any }
		}
	}
	if err := json.Unmarshal(text, &template); err != nil {
		t.Fatal(err)
	}
	bodies := 0
	for id, r := range template.Resources {
		if r.Properties.Body != nil {
			bodies++
		}
		if slices.Contains(routeTypes, r.Type) {
			t.Errorf("%s stands beside a definition", id)
		}
	}
	if bodies != len(specs) {
		t.Errorf("%d of %d APIs have a definition", bodies, len(specs))
	}
}

// lines is a log that may be read while it is written.
type lines struct {
	mu   sync.Mutex
	text []string
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, string(p))
	return len(p), nil
}

// of are the last lines that name one of the texts.
func (l *lines) of(texts ...string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []string
	for _, line := range l.text {
		if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(line, text+" ") }) {
			found = append(found, line)
		}
	}
	return strings.Join(found[max(0, len(found)-4):], "")
}
