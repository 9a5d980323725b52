// The function from the Runtime API on, as a process.

package router_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/router"
)

// functionEnv makes the test's binary a Lambda function: "start" or "stream".
const functionEnv = "GATEHOUSE_TEST_FUNCTION"

func TestMain(m *testing.M) {
	mode := os.Getenv(functionEnv)
	if mode == "" {
		os.Exit(m.Run())
	}
	r := router.New(router.Config{})
	var before []string // what earlier requests said, which must stay
	r.Any("/echo", func(_ context.Context, req *router.Request) (any, error) {
		before = append(before, req.Header("x"))
		return router.Text(200, strings.Join(before, " ")), nil
	})
	r.Any("/stream", router.HTTP(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "one ")
		fmt.Fprint(w, "two")
	}))
	if mode == "stream" {
		router.StartStreaming(r)
	}
	router.Start(r)
}

// runtimeAPI stands in for the Lambda service: it hands out events, and notes
// what comes back.
type runtimeAPI struct {
	events    []string
	next      int
	responses chan string
}

func (a *runtimeAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		body, err := io.ReadAll(r.Body)
		a.responses <- fmt.Sprintf("%s %s %s %v", r.URL.Path[len("/2018-06-01/runtime/invocation/"):], r.Header.Get("Content-Type"), body, err)
		w.WriteHeader(http.StatusAccepted)
		return
	}
	if a.next == len(a.events) {
		<-r.Context().Done()
		return
	}
	w.Header().Set("Lambda-Runtime-Aws-Request-Id", fmt.Sprint(a.next))
	w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(10*time.Second).UnixMilli()))
	fmt.Fprint(w, a.events[a.next])
	a.next++
}

// TestStart runs functions as Lambda does, in a process of their own.
func TestStart(t *testing.T) {
	const url = `"requestContext":{"domainName":"x.lambda-url.us-east-1.on.aws","http":{"method":"GET"}}`
	for _, c := range []struct {
		mode         string
		events, want []string
	}{
		{"start", []string{
			`{"httpMethod":"GET","path":"/echo","headers":{"x":"first"}}`,
			`{"httpMethod":"GET","path":"/echo","headers":{"x":"2nd!!"}}`,
			`{"broken`,
		}, []string{
			`0/response application/octet-stream {"statusCode":200,"multiValueHeaders":{"Content-Type":["text/plain; charset=utf-8"]},"isBase64Encoded":false,"body":"first"} <nil>`,
			`"body":"first 2nd!!"} <nil>`,
			`2/error application/json {"errorMessage":"router: event: offset 8: the text ends in a string"`,
		}},
		{"stream", []string{
			`{"version":"2.0","rawPath":"/stream",` + url + `}`,
			`{"httpMethod":"GET","path":"/stream"}`,
			`{"rawPath":"/stream","requestContext":{"http":{"method":"GET"}}}`,
		}, []string{
			"0/response application/vnd.awslambda.http-integration-response {\"statusCode\":200,\"headers\":{\"Content-Type\":\"text/plain; charset=utf-8\"}}\x00\x00\x00\x00\x00\x00\x00\x00one two <nil>",
			"1/response application/vnd.awslambda.http-integration-response {\"statusCode\":200,\"multiValueHeaders\":{\"Content-Type\":[\"text/plain; charset=utf-8\"]}}\x00\x00\x00\x00\x00\x00\x00\x00one two <nil>",
			`"isBase64Encoded":false,"body":"one two"} <nil>`,
		}},
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		api := &runtimeAPI{events: c.events, responses: make(chan string, len(c.events))}
		server := &http.Server{Handler: api}
		go func() { _ = server.Serve(l) }()
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), functionEnv+"="+c.mode, "AWS_LAMBDA_RUNTIME_API="+l.Addr().String())
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for i, want := range c.want {
			select {
			case got := <-api.responses:
				if !strings.Contains(got, want) {
					t.Errorf("%s %d: %q, want %q", c.mode, i, got, want)
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("%s: no answer to %s", c.mode, c.events[i])
			}
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		server.Close()
	}
}
