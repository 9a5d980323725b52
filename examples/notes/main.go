// Command notes is one Lambda function with many routes, written by hand: it needs no
// CDK, and answers events of a REST API, an HTTP API, a function URL, a load
// balancer or VPC Lattice alike. On a laptop it serves HTTP:
//
//	go run ./examples/notes -listen localhost:8080
package main

import (
	"embed"
	"flag"
	"log"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/router"
)

//go:embed site
var site embed.FS

func main() {
	listen := flag.String("listen", "", "serve HTTP at this `address` instead of answering Lambda")
	flag.Parse()
	logger := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	r := newRouter(newStore(), logger)
	if *listen == "" {
		router.Start(r)
		return
	}
	server := &http.Server{Addr: *listen, Handler: r, ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.ListenAndServe())
}

// newRouter returns all routes; tests send events to it.
func newRouter(s *store, logger *slog.Logger) *router.Router {
	r := router.New(router.Config{
		CORS:          cors.Allow("https://notes.example.com"),
		StripPrefixes: []string{"/v1"}, // the base path of the custom domain
		Logger:        logger,
	})
	r.Use(router.RequestID(), router.AccessLog(logger), router.Timeout(500*time.Millisecond), router.BodyLimit(64<<10))
	r.MethodNotAllowed(router.MethodNotAllowedError)
	router.OnError(r, notFound)

	r.Route("/notes", func(r *router.Router) {
		r.Get("/", router.Typed(s.list))
		r.Post("/", router.Typed(s.create))
		r.Get("/{id:[0-9]+}", router.Typed(s.get))
		r.Delete("/{id:[0-9]+}", s.remove)
		r.With(router.ETag()).Get("/{id:[0-9]+}.txt", s.text)
	})
	r.Route("/admin", func(r *router.Router) {
		r.Use(adminsOnly)
		r.Get("/count", s.count)
	})
	r.Get("/health", router.HTTP(health))
	r.Add(router.Route{
		Key: "GET /site/{path*}", Handler: router.Mounted(http.FileServerFS(site)),
		NoCORS: true, Compress: true, CacheControl: "max-age=300",
	})
	return r
}

// health is a function as net/http has it.
func health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}
