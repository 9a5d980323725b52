// Which route is taken, and what is refused at registration.

package router_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

// named is a handler that answers its name and the path parameters.
func named(name string) router.Handler {
	return func(_ context.Context, req *router.Request) (any, error) {
		text := name
		for n, v := range req.Params() {
			text += " " + n + "=" + v
		}
		return text, nil
	}
}

func TestEveryKindOfEventIsRouted(t *testing.T) {
	for _, fixed := range []bool{false, true} {
		for _, kind := range routertest.Kinds {
			config := router.Config{}
			if fixed {
				config.Event = kind
			}
			r := router.New(config)
			r.Get("/todos", named("list"))
			r.Post("/todos", named("create"))
			r.Get("/todos/{id}", named("get"))
			r.Handle("put,PATCH /todos/{id}", named("change"))
			r.Any("/files/{path+}", named("files"))
			r.Handle("$default", named("default"))
			for _, c := range []struct{ method, target, want string }{
				{"GET", "/todos", "list"}, {"POST", "/todos?x=1", "create"}, {"GET", "/todos/7", "get id=7"}, {"PUT", "/todos/7", "change id=7"},
				{"PATCH", "/todos/a%20b", "change id=a b"}, {"DELETE", "/files/a/b", "files path=a/b"}, {"GET", "/else", "default"}, {"DELETE", "/todos", "default"},
			} {
				resp := routertest.DoAs(t, kind, r, c.method, c.target, nil).Status(200)
				// A REST API's catch-all has a parameter of its own.
				if text, _, _ := strings.Cut(resp.Text, " proxy="); text != c.want {
					t.Errorf("%v %s %s: %q, want %q", kind, c.method, c.target, resp.Text, c.want)
				}
			}
		}
	}
}

func TestTheGatewaysRouteIsTaken(t *testing.T) {
	r := router.New(router.Config{})
	r.Get("/todos/{id}", named("get"))
	r.Get("/users/{id}", named("user"))
	r.Get("/users/me", named("me"))
	r.Any("/any/{id}", named("any"))
	r.Any("/{proxy+}", named("rest"))
	r.Get("/", named("root"))
	for _, c := range []struct{ event, want string }{
		// The gateway's parameters count, not the path: it has a custom domain's base path.
		{`{"routeKey":"GET /todos/{id}","rawPath":"/v1/todos/7","pathParameters":{"id":"7"},"requestContext":{"http":{"method":"GET"}}}`, "get id=7"},
		{`{"httpMethod":"GET","resource":"/todos/{id}","path":"/v1/todos/7","pathParameters":{"id":"7"}}`, "get id=7"},
		// The gateway has authorised this one, not /users/me.
		{`{"routeKey":"GET /users/{id}","rawPath":"/users/me","pathParameters":{"id":"me"},"requestContext":{"http":{"method":"GET"}}}`, "user id=me"},
		// What it only passes on is matched by its path.
		{`{"routeKey":"ANY /{proxy+}","rawPath":"/users/me","pathParameters":{"proxy":"users/me"},"requestContext":{"http":{"method":"GET"}}}`, "me"},
		{`{"routeKey":"$default","rawPath":"/users/me","requestContext":{"http":{"method":"GET"}}}`, "me"},
		{`{"routeKey":"GET /users/{id}","rawPath":"/v1/users/7","pathParameters":{"id":"7"},"requestContext":{"http":{"method":"GET"}}}`, "user id=7"},
		{`{"routeKey":"ANY /any/{id}","rawPath":"/any/7","pathParameters":{"id":"7"},"requestContext":{"http":{"method":"PUT"}}}`, "any id=7"},
		// The stage is part of an HTTP API's path.
		{`{"routeKey":"$default","rawPath":"/dev/todos/7","requestContext":{"stage":"dev","http":{"method":"GET"}}}`, "get id=7"},
		{`{"routeKey":"GET /","rawPath":"/dev","requestContext":{"stage":"dev","http":{"method":"GET"}}}`, "root"},
		// REST APIs take a slash at the end.
		{`{"httpMethod":"GET","resource":"/{proxy+}","path":"/todos/7//","pathParameters":{"proxy":"todos/7"}}`, "get id=7"},
	} {
		if status, body := invoke(t, r, c.event); status != 200 || body != c.want {
			t.Errorf("%s: %d %s, want %s", c.event, status, body, c.want)
		}
	}
}

// TestExactRoutesKeepToTheGateway tries to get past an authorizer: the routes
// for admins have one at the gateway, the others have none.
func TestExactRoutesKeepToTheGateway(t *testing.T) {
	r := router.New(router.Config{ExactRoutes: true, CORS: cors.AllowAny()})
	r.Any("/admin/{proxy+}", named("admin"))
	r.Get("/files/{name}", named("file"))
	r.Get("/files/secret/{name}", named("secret"))
	r.Get("/mixed", named("get"))
	r.Any("/mixed", named("any"))
	r.Any("/{proxy+}", named("public"))
	r.Handle("$default", named("default"))
	event := func(key, method, path, proxy string) string {
		return fmt.Sprintf(`{"routeKey":%q,"rawPath":%q,"pathParameters":{"proxy":%q,"name":%[3]q},"requestContext":{"http":{"method":%[4]q}}}`, key, path, proxy, method)
	}
	for _, c := range []struct {
		event, want string
		status      int
	}{
		{event("ANY /admin/{proxy+}", "GET", "/admin/x", "x"), "admin", 200},
		{event("ANY /{proxy+}", "GET", "/admin/x", "admin/x"), "public", 200}, // sent as /admin%2Fx
		{event("GET /files/{name}", "GET", "/files/secret/x", "secret/x"), "file", 200},
		{event("$default", "GET", "/admin/x", ""), "default", 200},
		{event("OPTIONS /{proxy+}", "OPTIONS", "/x", "x"), "", 204}, // the gateway lets everybody ask; ANY isn't for them
		{event("ANY /{proxy+}", "OPTIONS", "/x", "x"), "public", 200},
		{event("OPTIONS /else/{proxy+}", "OPTIONS", "/admin/x", "admin/x"), "", 204},
		{event("GET /else", "GET", "/admin/x", ""), "Not found", 404},
		{`{"httpMethod":"GET","resource":"/{proxy+}","path":"/admin/x","pathParameters":{"proxy":"admin/x"}}`, "public", 200},
		// A Host that looks like a function URL's, as a client of a local server may send it.
		{`{"routeKey":"$default","rawPath":"/admin/x","requestContext":{"domainName":"a.lambda-url.localhost:3000","http":{"method":"GET"}}}`, "default", 200},
		{`{"httpMethod":"GET","path":"/admin/x"}`, "admin", 200}, // a test's event that names none
		{`{"httpMethod":"GET","resource":"/mixed","path":"/mixed"}`, "get", 200},
		{`{"httpMethod":"get","resource":"/mixed","path":"/mixed"}`, "any", 200}, // methods mind case, so the gateway meant ANY
	} {
		if status, body := invoke(t, r, c.event); status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %s, want %d %s", c.event, status, body, c.status, c.want)
		}
	}
}

func TestGroupsAndIncludedRouters(t *testing.T) {
	var order []string
	note := func(name string) router.Middleware {
		return func(next router.Handler) router.Handler {
			return func(ctx context.Context, req *router.Request) (any, error) {
				order = append(order, name)
				return next(ctx, req)
			}
		}
	}
	admin := router.New(router.Config{})
	admin.Use(note("admin"))
	admin.Get("/", named("admin"))
	admin.With(note("with")).Get("/x/{id}", named("x"))

	r := router.New(router.Config{})
	r.Route("/v1", func(v1 *router.Router) {
		v1.Get("/", named("root"))
		v1.Route("/todos", func(todos *router.Router) {
			todos.Get("/{id}", named("todo"))
			todos.Use(note("todos")) // after the route, and yet around it
		})
		v1.Include("/admin", admin)
	})
	r.Include("/again", admin)
	r.Add(router.Route{Key: "GET /one", Handler: named("one"), Middleware: []router.Middleware{note("a"), note("b")}})
	r.Use(note("global"))
	for _, c := range []struct{ path, want, order string }{
		{"/v1", "root", "global"},
		{"/v1/todos/7", "todo id=7", "global todos"},
		{"/v1/admin", "admin", "global admin"},
		{"/v1/admin/x/1", "x id=1", "global admin with"},
		{"/again/x/1", "x id=1", "global admin with"},
		{"/one", "one", "global a b"},
		{"/nowhere", `{"statusCode":404,"message":"Not found"}`, "global"},
	} {
		order = nil
		resp := routertest.Do(t, r, "GET", c.path, nil)
		if resp.Text != c.want || strings.Join(order, " ") != c.order {
			t.Errorf("%s: %s %q, want %s %q", c.path, resp.Text, order, c.want, c.order)
		}
	}
}

func TestRoutesAreListed(t *testing.T) {
	r := router.New(router.Config{})
	r.Route("/v1", func(r *router.Router) { r.Handle("put,get /a/{id}", named("a")) })
	r.Handle("$default", named("d"))
	r.Message("join", named("j"))
	if got, want := strings.Join(r.Routes(), "; "), "PUT /v1/a/{id}; GET /v1/a/{id}; $default; join"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestMisusePanicsAtRegistration(t *testing.T) {
	h := named("h")
	for _, c := range []struct {
		want string
		do   func(r *router.Router)
	}{
		{`route "GET /a/{y}", registered at`, func(r *router.Router) { r.Get("/a/{x}", h); r.Get("/a/{y}", h) }},
		{`the same paths as "GET /a/{x}", registered at`, func(r *router.Router) { r.Get("/a/{x}", h); r.Get("/a/{y}", h) }},
		{`routing_test.go:`, func(r *router.Router) { r.Get("/a", h); r.Handle("post,get /a", h) }},
		{`the same route`, func(r *router.Router) { r.Handle("$default", h); r.Handle("$default", h) }},
		{`no handler`, func(r *router.Router) { r.Get("/a", nil) }},
		{`write a method and a path, such as "GET /a"`, func(r *router.Router) { r.Handle("/a", h) }},
		{`ANY in a list: it takes every method by itself`, func(r *router.Router) { r.Handle("GET,ANY /a", h) }},
		{`method GET appears twice`, func(r *router.Router) { r.Handle("GET,get /a", h) }},
		{`is not a method`, func(r *router.Router) { r.Handle("G@T /a", h) }},
		{`a path begins with a slash`, func(r *router.Router) { r.Get("a", h) }},
		{`prefix "v1": write it as "/v1"`, func(r *router.Router) { r.Route("v1", func(*router.Router) {}) }},
		{`Include of a router in itself`, func(r *router.Router) { r.Include("/x", r) }},
		{`was included in another one already`, func(r *router.Router) { router.New(router.Config{}).Include("/x", r); r.Get("/a", h) }},
		{`with $default under the prefix`, func(r *router.Router) { r.Handle("$default", h); router.New(router.Config{}).Include("/x", r) }},
		{`has answered its first request already`, func(r *router.Router) { _, _ = r.Invoke(context.Background(), []byte(`{}`)); r.Get("/a", h) }},
		{`registered at`, func(r *router.Router) { r.Message("join", h); r.Message("join", h) }},
	} {
		func() {
			defer func() {
				if p := fmt.Sprint(recover()); !strings.HasPrefix(p, "router: ") || !strings.Contains(p, c.want) {
					t.Errorf("panic %q, want %q", p, c.want)
				}
			}()
			c.do(router.New(router.Config{}))
		}()
	}
}

func TestStripPrefixes(t *testing.T) {
	r := router.New(router.Config{StripPrefixes: []string{"/pay", "/payment"}, StripPatterns: []*regexp.Regexp{regexp.MustCompile(`^/v\d+`)}})
	r.Get("/", named("root"))
	r.Get("/foo", named("foo"))
	r.Get("/payments", named("payments"))
	for path, want := range map[string]string{"/pay": "root", "/pay/": "root", "/pay/foo": "foo", "/payment/foo": "foo", "/payments": "payments", "/v12/foo": "foo", "/v1": "root"} {
		if resp := routertest.Do(t, r, "GET", path, nil); resp.Text != want {
			t.Errorf("%s: %s, want %s", path, resp.Text, want)
		}
	}
}

func TestNotFoundAndMethodNotAllowed(t *testing.T) {
	r := router.New(router.Config{})
	r.Get("/a", named("a"))
	r.Post("/a", named("a"))
	routertest.Do(t, r, "PUT", "/a", nil).Status(404)

	r = router.New(router.Config{})
	r.Get("/a", named("a"))
	r.Post("/a", named("a"))
	r.MethodNotAllowed(router.MethodNotAllowedError)
	r.NotFound(func(_ context.Context, req *router.Request) (any, error) {
		return router.Text(404, "no "+req.Path), nil
	})
	if resp := routertest.Do(t, r, "PUT", "/a", nil).Status(405); resp.Header.Get("Allow") != "GET,POST" {
		t.Errorf("Allow: %v", resp.Header)
	}
	if resp := routertest.Do(t, r, "GET", "/b", nil).Status(404); resp.Text != "no /b" {
		t.Errorf("%s", resp.Text)
	}
}

// TestManyRoutes shows that registration isn't quadratic.
func TestManyRoutes(t *testing.T) {
	r := router.New(router.Config{})
	for i := range 5000 {
		r.Get(fmt.Sprintf("/r%d/{id}", i), named(fmt.Sprint(i)))
	}
	if resp := routertest.Do(t, r, "GET", "/r4999/x", nil); resp.Text != "4999 id=x" {
		t.Errorf("%s", resp.Text)
	}
}
