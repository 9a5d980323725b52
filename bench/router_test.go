// The router beside other routers: the same routes, events and answers for all.

package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/akrylysov/algnhsa"
	"github.com/aquasecurity/lmdrouter"
	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	chiadapter "github.com/awslabs/aws-lambda-go-api-proxy/chi"
	"github.com/go-chi/chi/v5"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/router"
)

// target is the pattern that the events match; id is its parameter.
const target = "/v1/orders/{id}/items/42"

type answer struct {
	ID string `json:"id"`
}

// patterns returns n patterns, the target in the middle.
func patterns(n int) []string {
	var all []string
	for i := range n {
		if i == n/2 {
			all = append(all, target)
			continue
		}
		all = append(all, fmt.Sprintf("/v1/resource%d/{id}/part%d", i/2, i%2))
	}
	return all
}

func read(tb testing.TB, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func own(n int, config router.Config) lambda.Handler {
	r := router.New(config)
	for _, p := range patterns(n) {
		r.Get(p, func(_ context.Context, req *router.Request) (any, error) { return answer{req.Param("id")}, nil })
	}
	return r
}

func typed() lambda.Handler {
	type in struct {
		ID string `path:"id"`
	}
	r := router.New(router.Config{})
	for _, p := range patterns(50) {
		r.Get(p, router.Typed(func(_ context.Context, in in) (answer, error) { return answer(in), nil }))
	}
	return r
}

func httpForm() lambda.Handler {
	r := router.New(router.Config{})
	for _, p := range patterns(50) {
		r.Get(p, router.HTTP(func(w http.ResponseWriter, r *http.Request) { write(w, r.PathValue("id")) }))
	}
	return r
}

func write(w http.ResponseWriter, id string) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer{id})
}

func chiMux() *chi.Mux {
	mux := chi.NewRouter()
	for _, p := range patterns(50) {
		mux.Get(p, func(w http.ResponseWriter, r *http.Request) { write(w, chi.URLParam(r, "id")) })
	}
	return mux
}

func mountedChi() lambda.Handler {
	r := router.New(router.Config{})
	r.Mount("/", chiMux())
	return r
}

func lmd() lambda.Handler {
	r := lmdrouter.NewRouter("")
	for _, p := range patterns(50) {
		p = strings.ReplaceAll(p, "{id}", ":id")
		r.Route("GET", p, func(_ context.Context, req events.APIGatewayProxyRequest) (events.APIGatewayProxyResponse, error) {
			return lmdrouter.MarshalResponse(200, nil, answer{req.PathParameters["id"]})
		})
	}
	return lambda.NewHandler(r.Handler)
}

type contender struct {
	name    string
	handler lambda.Handler
}

func contenders(v2 bool) []contender {
	proxy := lambda.NewHandler(chiadapter.New(chiMux()).ProxyWithContext)
	if v2 {
		proxy = lambda.NewHandler(chiadapter.NewV2(chiMux()).ProxyWithContextV2)
	}
	all := []contender{
		{"own", own(50, router.Config{})},
		{"own-cors", own(50, router.Config{CORS: cors.AllowAny()})},
		{"own-typed", typed()},
		{"own-nethttp", httpForm()},
		{"own-mounted-chi", mountedChi()},
		{"chi+api-proxy", proxy},
		{"chi+algnhsa", algnhsa.New(chiMux(), &algnhsa.Options{})},
	}
	if !v2 {
		all = append(all, contender{"lmdrouter", lmd()})
	}
	return all
}

// TestAllAnswerTheSame keeps the comparison honest.
func TestAllAnswerTheSame(t *testing.T) {
	for _, v2 := range []bool{false, true} {
		event := read(t, eventName(v2))
		for _, c := range contenders(v2) {
			out, err := c.handler.Invoke(t.Context(), event)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			var resp struct {
				StatusCode int
				Body       string
			}
			if err := json.Unmarshal(out, &resp); err != nil || resp.StatusCode != 200 || strings.TrimSpace(resp.Body) != `{"id":"ord_01HZX3"}` {
				t.Errorf("%s: %s", c.name, out)
			}
		}
	}
}

func eventName(v2 bool) string {
	if v2 {
		return "benchmark-http-v2.json"
	}
	return "benchmark-rest-v1.json"
}

func BenchmarkREST(b *testing.B) { run(b, false) }
func BenchmarkHTTP(b *testing.B) { run(b, true) }

func run(b *testing.B, v2 bool) {
	event := read(b, eventName(v2))
	for _, c := range contenders(v2) {
		b.Run(c.name, func(b *testing.B) { invoke(b, c.handler, event) })
	}
}

func invoke(b *testing.B, h lambda.Handler, event []byte) {
	b.ReportAllocs()
	b.SetBytes(int64(len(event)))
	if _, err := h.Invoke(b.Context(), event); err != nil { // what is done once
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := h.Invoke(b.Context(), event); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRoutes shows what the number of routes costs.
func BenchmarkRoutes(b *testing.B) {
	event := read(b, eventName(true))
	for _, n := range []int{5, 50, 500, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { invoke(b, own(n, router.Config{}), event) })
	}
}

// BenchmarkBody shows what large bodies cost: the bytes allocated per byte of
// body are the copies made of it.
func BenchmarkBody(b *testing.B) {
	for _, encoded := range []bool{false, true} {
		body := strings.Repeat("YWJj", 6<<20/4)
		event := fmt.Appendf(nil, `{"version":"2.0","routeKey":"POST /x","rawPath":"/x","requestContext":{"http":{"method":"POST","path":"/x"}},"body":%q,"isBase64Encoded":%t}`, body, encoded)
		r := router.New(router.Config{})
		r.Post("/x", func(_ context.Context, req *router.Request) (any, error) {
			body, err := req.Body()
			return len(body), err
		})
		b.Run(fmt.Sprintf("base64=%t", encoded), func(b *testing.B) { invoke(b, r, event) })
	}
}

// BenchmarkHeaders shows that the cost of headers grows with their number, not
// with its square: each one is looked up.
func BenchmarkHeaders(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		headers := map[string]string{}
		for i := range n {
			headers[fmt.Sprintf("x-header-%d", i)] = "value"
		}
		list, err := json.Marshal(headers)
		if err != nil {
			b.Fatal(err)
		}
		event := fmt.Appendf(nil, `{"routeKey":"GET /x","rawPath":"/x","requestContext":{"http":{"method":"GET"}},"headers":%s}`, list)
		r := router.New(router.Config{})
		r.Get("/x", func(_ context.Context, req *router.Request) (any, error) {
			for name := range headers {
				if req.Header(name) != "value" {
					return nil, fmt.Errorf("no %s", name)
				}
			}
			return "1", nil
		})
		b.Run(fmt.Sprint(n), func(b *testing.B) { invoke(b, r, event) })
	}
}
