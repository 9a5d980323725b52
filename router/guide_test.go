// The code of docs/inside-the-function.md, which is taken from here.

package router_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

// The router's own: fastest, and with everything at hand.
func Get(ctx context.Context, req *router.Request) (any, error) {
	return Note{Title: req.Param("id")}, nil
}

// net/http, unchanged. Path parameters are r.PathValue("id").
func Site(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, r.PathValue("path"))
}

// Typed: the input is bound and checked before the function runs.
func Create(ctx context.Context, in CreateNote) (Note, error) {
	return Note{Title: in.Title, Board: in.Board}, nil
}

type Note struct{ Title, Board string }

type CreateNote struct {
	Board string   `path:"board"`
	Limit int      `query:"limit" default:"20" check:"min=1,max=100"`
	Trace string   `header:"X-Trace"`
	Theme string   `cookie:"theme" check:"enum=light|dark"`
	Title string   `json:"title" check:"required,maxlen=80"`
	Tags  []string `json:"tags" check:"maxlen=5,pattern=^[a-z]+$"`
}

type missing struct{ id string }

func (m *missing) Error() string { return "no note " + m.id }

func find(err error) (any, error) {
	if err != nil {
		return nil, router.Errorf(409, "taken: %w", err) // any status; err is logged from 500 on
	}
	return nil, router.NotFound("no such note") // {"statusCode":404,"message":"no such note"}
}

func TestGuide(t *testing.T) {
	adminsOnly := func(next router.Handler) router.Handler {
		return func(ctx context.Context, req *router.Request) (any, error) {
			return nil, router.Forbidden("Administrators only")
		}
	}
	count, news := Get, Get

	r := router.New(router.Config{CORS: cors.Allow("https://app.example.com")})
	r.Post("/boards/{board}/notes", router.Typed(Create))
	r.Get("/notes/{id}", Get)
	r.Get("/site/{path+}", router.HTTP(Site))
	r.Get("/find/taken", func(context.Context, *router.Request) (any, error) { return find(errors.New("locked")) })
	r.Get("/find/other", func(context.Context, *router.Request) (any, error) { return find(nil) })
	r.Get("/lost", func(context.Context, *router.Request) (any, error) { return nil, &missing{"7"} })

	router.OnError(r, func(ctx context.Context, req *router.Request, err *missing) (any, error) {
		return nil, router.NotFound(err.Error())
	})

	r.Use(router.RequestID(), router.AccessLog(nil), router.Timeout(time.Second))
	r.Route("/admin", func(r *router.Router) {
		r.Use(adminsOnly)
		r.Get("/count", count)
	})

	r.Add(router.Route{Key: "GET /news", Handler: news, Compress: true, CacheControl: "max-age=60"})

	var note Note
	resp := routertest.Do(t, r, "POST", "/boards/home/notes", map[string]string{"title": "Milk"}).Status(200)
	resp.JSON(&note)
	if note != (Note{Title: "Milk", Board: "home"}) {
		t.Errorf("note %+v", note)
	}
	for target, status := range map[string]int{
		"/notes/7": 200, "/site/a/b": 200, "/find/taken": 409, "/find/other": 404, "/lost": 404, "/admin/count": 403, "/news": 200,
	} {
		routertest.Do(t, r, "GET", target, nil).Status(status)
	}
}

type joinRoom struct {
	Room string `json:"room" check:"required"`
}

func TestGuideToMessages(t *testing.T) {
	authenticate, other := Get, Get
	join := func(ctx context.Context, in joinRoom) (any, error) { return in.Room, nil }

	r := router.New(router.Config{})
	r.Message(router.Connect, authenticate) // a status of 400 or more refuses
	r.Message("join", router.Typed(join))   // the message's JSON, bound and checked
	r.Message(router.Messages, other)       // $default

	out, err := r.Invoke(t.Context(), []byte(`{"requestContext":{"connectionId":"c","eventType":"MESSAGE","routeKey":"join"},"body":"{\"room\":\"go\"}"}`))
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
