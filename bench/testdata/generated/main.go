package main

import (
	"context"
	"net/http"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/router"
)

type in struct {
	ID string `path:"id" check:"minlen=1"`
}

func main() {
	r := router.New(router.Config{CORS: cors.FromEnv(), ExactRoutes: true})
	r.Handle("GET /todos", router.Typed(func(ctx context.Context, in in) (out, error) { return out{in.ID}, nil }))
	r.Handle("GET /todos/{id}", func(ctx context.Context, req *router.Request) (any, error) { return req.Param("id"), nil })
	r.Handle("ANY /{proxy+}", router.HTTP(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("x")) }))
	router.Start(r)
}

type out struct{ ID string }
