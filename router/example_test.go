// The package as its users see it.

package router_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/router"
)

// show sends a request to the router, as a server, and prints the answer.
func show(r *router.Router, method, target string) {
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest(method, target, nil))
	text, err := io.ReadAll(w.Body)
	if err != nil {
		panic(err)
	}
	fmt.Println(w.Code, string(text))
}

func Example() {
	r := router.New(router.Config{})
	r.Get("/hello/{name}", func(_ context.Context, req *router.Request) (any, error) {
		return map[string]string{"hello": req.Param("name")}, nil
	})
	out, err := r.Invoke(context.Background(), []byte(`{"httpMethod":"GET","path":"/hello/you","requestContext":{"elb":{}}}`))
	fmt.Println(string(out), err)
	// Output:
	// {"statusCode":200,"headers":{"Content-Type":"application/json"},"isBase64Encoded":false,"body":"{\"hello\":\"you\"}"} <nil>
}

func ExampleRouter_Handle() {
	name := func(name string) router.Handler {
		return func(_ context.Context, req *router.Request) (any, error) {
			return fmt.Sprintf("%s for %s", name, req.RouteKey()), nil
		}
	}
	r := router.New(router.Config{})
	r.Handle("GET,POST /todos", name("todos"))
	r.Handle("ANY /todos/{id:[0-9]+}", name("number"))
	r.Handle("ANY /todos/{id}", name("other"))
	r.Handle("$default", name("default"))
	show(r, "POST", "/todos")
	show(r, "PUT", "/todos/7")
	show(r, "PUT", "/todos/seven")
	show(r, "DELETE", "/todos")
	// Output:
	// 200 todos for POST /todos
	// 200 number for ANY /todos/{id:[0-9]+}
	// 200 other for ANY /todos/{id}
	// 200 default for $default
}

func ExampleTyped() {
	type in struct {
		ID    int    `path:"id"`
		Limit int    `query:"limit" default:"20" check:"max=100"`
		Sort  string `query:"sort" check:"enum=up|down"`
	}
	r := router.New(router.Config{})
	r.Get("/todos/{id}", router.Typed(func(_ context.Context, in in) (any, error) { return in, nil }))
	show(r, "GET", "/todos/7?sort=up")
	show(r, "GET", "/todos/x?limit=101")
	// Output:
	// 200 {"ID":7,"Limit":20,"Sort":"up"}
	// 422 {"statusCode":422,"detail":[{"loc":["path","id"],"type":"int_parsing","msg":"Input should be a valid integer"},{"loc":["query","limit"],"type":"less_than_equal","msg":"Input should be less than or equal to 100"}]}
}

func ExampleHTTP() {
	r := router.New(router.Config{})
	r.Get("/hello/{name}", router.HTTP(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello %s", r.PathValue("name"))
	}))
	show(r, "GET", "/hello/you")
	// Output: 200 hello you
}

func ExampleRouter_Mount() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /old/{id}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "old %s", r.PathValue("id")) })
	r := router.New(router.Config{})
	r.Mount("/old", mux)
	show(r, "GET", "/old/7")
	// Output: 200 old 7
}

func ExampleRouter_Use() {
	r := router.New(router.Config{})
	r.Use(router.RequestID(), func(next router.Handler) router.Handler {
		return func(ctx context.Context, req *router.Request) (any, error) {
			if req.Header("Authorization") == "" {
				return nil, router.Unauthorized("Who are you?")
			}
			return next(ctx, req)
		}
	})
	r.Get("/", func(context.Context, *router.Request) (any, error) { return "welcome", nil })
	show(r, "GET", "/")
	// Output: 401 {"statusCode":401,"message":"Who are you?"}
}

func ExampleRouter_Route() {
	r := router.New(router.Config{})
	r.Route("/v1/todos", func(r *router.Router) {
		r.Use(router.ETag())
		r.Get("/", func(context.Context, *router.Request) (any, error) { return []string{"all"}, nil })
		r.Get("/{id}", func(_ context.Context, req *router.Request) (any, error) { return req.Param("id"), nil })
	})
	show(r, "GET", "/v1/todos")
	show(r, "GET", "/v1/todos/7")
	// Output:
	// 200 ["all"]
	// 200 7
}

func ExampleRouter_Add() {
	r := router.New(router.Config{CORS: cors.Allow("https://app.example.com")})
	r.Add(router.Route{
		Key:          "GET /news",
		Handler:      func(context.Context, *router.Request) (any, error) { return router.HTML(200, "<p>News"), nil },
		NoCORS:       true,
		Compress:     true,
		CacheControl: "max-age=60",
	})
	show(r, "GET", "/news")
	// Output: 200 <p>News
}

// errEmpty stands for an error of the application.
var errEmpty = errors.New("empty")

type storeError struct{ key string }

func (e *storeError) Error() string { return e.key + " is locked" }

func ExampleOnError() {
	r := router.New(router.Config{})
	router.OnError(r, func(_ context.Context, _ *router.Request, err *storeError) (any, error) {
		return nil, router.Conflict(err.Error())
	})
	r.Get("/", func(context.Context, *router.Request) (any, error) {
		return nil, fmt.Errorf("reading: %w", errors.Join(errEmpty, &storeError{"a"}))
	})
	show(r, "GET", "/")
	// Output: 409 {"statusCode":409,"message":"a is locked"}
}

func ExampleRouter_Message() {
	r := router.New(router.Config{})
	type join struct {
		Room string `json:"room"`
	}
	r.Message("join", router.Typed(func(ctx context.Context, in join) (string, error) {
		return router.FromContext(ctx).ConnectionID() + " joins " + in.Room, nil
	}))
	out, err := r.Invoke(context.Background(), []byte(`{"requestContext":{"routeKey":"join","eventType":"MESSAGE","connectionId":"c1"},"body":"{\"room\":\"a\"}"}`))
	fmt.Println(string(out), err)
	// Output: {"statusCode":200,"headers":{"Content-Type":"application/json"},"body":"c1 joins a"} <nil>
}
