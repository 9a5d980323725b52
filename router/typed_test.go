// Typed handlers: binding, checks, and what is refused at registration.

package router_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/router"
)

type person struct {
	Name  string  `json:"name" check:"required,minlen=2"`
	Email *string `json:"email" check:"format=email"`
	Boss  *person `json:"boss"`
}

type createIn struct {
	ID     int               `path:"id" check:"min=1"`
	Limit  int               `query:"limit" default:"20" check:"max=100"`
	Tags   []string          `query:"tag" check:"maxlen=2,enum=a|b|c"`
	Trace  *string           `header:"X-Trace" check:"pattern=^[a-z]{1,3}$"`
	Theme  string            `cookie:"theme" default:"light"`
	Wait   time.Duration     `query:"wait"`
	Since  time.Time         `query:"since"`
	Title  string            `json:"title" check:"required,maxlen=5"`
	Count  uint8             `json:"count" default:"3" check:"min=2"`
	Author person            `json:"author"`
	People []person          `json:"people" check:"maxlen=2"`
	ByName map[string]person `json:"byName"`
}

// ask sends an HTTP API event to a router with one typed handler.
func ask(t *testing.T, h router.Handler, query, body string, headers map[string]string) (status int, out string) {
	t.Helper()
	r := router.New(router.Config{})
	r.Handle("POST /x/{id}", h)
	event, err := json.Marshal(map[string]any{
		"version": "2.0", "routeKey": "POST /x/{id}", "rawPath": "/x/7", "rawQueryString": query, "headers": headers, "body": body,
		"pathParameters": map[string]string{"id": "7"}, "cookies": []string{"theme=dark"},
		"requestContext": map[string]any{"http": map[string]any{"method": "POST", "path": "/x/7"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return invoke(t, r, string(event))
}

// invoke returns status and body of a response.
func invoke(t *testing.T, r *router.Router, event string) (status int, body string) {
	t.Helper()
	out, err := r.Invoke(t.Context(), []byte(event))
	if err != nil {
		t.Fatalf("%s: %v", event, err)
	}
	var resp struct {
		StatusCode int
		Body       string
	}
	if err := json.Unmarshal(out, &resp); err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	return resp.StatusCode, resp.Body
}

func TestTypedBindsFromEverywhere(t *testing.T) {
	var got createIn
	h := router.Typed(func(ctx context.Context, in createIn) (map[string]string, error) {
		got = in
		return map[string]string{"path": router.FromContext(ctx).Path}, nil
	})
	status, out := ask(t, h, "tag=a&tag=b&wait=90s&since=2026-01-02T03:04:05Z",
		`{"title":"hi","author":{"name":"Ann"},"people":[{"name":"Bob","boss":{"name":"Cy"}}],"byName":{"d":{"name":"Di"}},"ID":99,"Limit":99,"Theme":"pink"}`,
		map[string]string{"x-trace": "abc", "content-type": "application/json"})
	trace := "abc"
	want := createIn{
		ID: 7, Limit: 20, Tags: []string{"a", "b"}, Trace: &trace, Theme: "dark", Wait: 90 * time.Second,
		Since: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Title: "hi", Count: 3, Author: person{Name: "Ann"},
		People: []person{{Name: "Bob", Boss: &person{Name: "Cy"}}}, ByName: map[string]person{"d": {Name: "Di"}},
	}
	if status != 200 || out != `{"path":"/x/7"}` {
		t.Fatalf("%d %s", status, out)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestTypedReportsEveryProblemAtOnce(t *testing.T) {
	h := router.Typed(func(context.Context, createIn) (any, error) { t.Error("called"); return nil, nil })
	for _, c := range []struct {
		name, query, body, trace string
		want                     []string // "loc type"
	}{
		{"nothing there", "", "", "", []string{"body missing"}},
		{"no JSON", "", `{"title":`, "", []string{"body json_invalid"}},
		{"no object", "", `[1]`, "", []string{"body model_attributes_type"}},
		{"missing fields", "", `{}`, "", []string{"body.title missing"}},
		{"null is missing", "", `{"title":null}`, "", []string{"body.title missing"}},
		{"parameters", "limit=x&tag=a&tag=z&tag=q&wait=1&since=now", `{"title":"a"}`, "ABCD", []string{
			"query.limit int_parsing", "query.tag too_long", "query.tag.1 literal_error", "query.tag.2 literal_error",
			"header.X-Trace string_pattern_mismatch", "query.wait time_delta_parsing", "query.since datetime_parsing"}},
		{"bounds", "limit=101", `{"title":"toolong","count":1}`, "", []string{"body.title string_too_long", "body.count greater_than_equal", "query.limit less_than_equal"}},
		{"nested", "", `{"title":"a","author":{"email":"x"},"people":[{"name":"Bo"},{"name":"B","boss":{}},{}],"byName":{"k":{}}}`, "", []string{
			"body.author.name missing", "body.author.email value_error", "body.people too_long", "body.people.1.name string_too_short",
			"body.people.1.boss.name missing", "body.people.2.name missing", "body.byName.k.name missing"}},
		{"types", "", `{"title":1,"count":300,"author":[],"people":[{"name":5},3]}`, "", []string{
			"body.title string_type", "body.count int_type", "body.author model_attributes_type", "body.people.0.name string_type", "body.people.1 model_attributes_type"}},
	} {
		headers := map[string]string{}
		if c.trace != "" {
			headers["X-Trace"] = c.trace
		}
		status, out := ask(t, h, c.query, c.body, headers)
		var resp struct {
			StatusCode int
			Detail     []router.Problem
		}
		if err := json.Unmarshal([]byte(out), &resp); err != nil || status != 422 || resp.StatusCode != 422 {
			t.Errorf("%s: %d %s", c.name, status, out)
		}
		var got []string
		for _, p := range resp.Detail {
			loc := strings.Trim(strings.ReplaceAll(fmt.Sprint(p.Loc), " ", "."), "[]")
			got = append(got, loc+" "+p.Type)
			if p.Message == "" {
				t.Errorf("%s: no message: %+v", c.name, p)
			}
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", c.name, got, c.want)
		}
	}
}

func TestTypedRefusesOtherMediaTypes(t *testing.T) {
	h := router.Typed(func(_ context.Context, in map[string]int) (int, error) { return in["a"], nil })
	if status, out := ask(t, h, "", `{"a":1}`, map[string]string{"Content-Type": "text/plain"}); status != http.StatusUnsupportedMediaType {
		t.Errorf("%d %s", status, out)
	}
	if status, out := ask(t, h, "", `{"a":1}`, map[string]string{"Content-Type": "application/problem+json; charset=utf-8"}); status != 200 || out != "1" {
		t.Errorf("%d %s", status, out)
	}
}

type embedded struct {
	A int `query:"a"`
}

type selfChecked struct {
	From, To int
}

func (s *selfChecked) Validate() error {
	if s.From > s.To {
		return errors.New("from is after to")
	}
	return nil
}

func TestTypedCallsValidate(t *testing.T) {
	h := router.Typed(func(_ context.Context, in selfChecked) (*router.Response, error) { return router.NoContent(), nil })
	if status, out := ask(t, h, "", `{"From":2,"To":1}`, nil); status != 422 || !strings.Contains(out, "from is after to") {
		t.Errorf("%d %s", status, out)
	}
	if status, _ := ask(t, h, "", `{"From":1,"To":2}`, nil); status != 204 {
		t.Errorf("%d", status)
	}
}

func TestTypedRefusesWhatMakesNoSense(t *testing.T) {
	for _, c := range []struct {
		want string
		make func()
	}{
		{`a string is not a number`, func() {
			typed[struct {
				A string `query:"a" check:"min=1"`
			}]()
		}},
		{`no such rule`, func() {
			typed[struct {
				A string `query:"a" check:"most=1"`
			}]()
		}},
		{`a int has no length`, func() {
			typed[struct {
				A int `json:"a" check:"minlen=1"`
			}]()
		}},
		{`the tag path has no name`, func() {
			typed[struct {
				A int `path:""`
			}]()
		}},
		{`isn't exported`, func() {
			typed[struct {
				a int `path:"a"`
			}]()
		}},
		{`default "x": Input should be a valid integer`, func() {
			typed[struct {
				A int `query:"a" default:"x"`
			}]()
		}},
		{`default "9": Input should be less`, func() {
			typed[struct {
				A int `query:"a" default:"9" check:"max=8"`
			}]()
		}},
		{`required, and yet with a default`, func() {
			typed[struct {
				A int `query:"a" default:"1" check:"required"`
			}]()
		}},
		{`embedded pointer`, func() { typed[struct{ *embedded }]() }},
		{`can't be read from a text`, func() {
			typed[struct {
				A struct{} `query:"a"`
			}]()
		}},
		{`one value, not a slice`, func() {
			typed[struct {
				A []int `path:"a"`
			}]()
		}},
		{`no such format`, func() {
			typed[struct {
				A string `json:"a" check:"format=zip"`
			}]()
		}},
		{`missing closing`, func() {
			typed[struct {
				A string `json:"a" check:"pattern=("`
			}]()
		}},
	} {
		func() {
			defer func() {
				if p := recover(); !strings.HasPrefix(fmt.Sprint(p), "router: Typed: ") || !strings.Contains(fmt.Sprint(p), c.want) {
					t.Errorf("panic %v, want %q", p, c.want)
				}
			}()
			c.make()
		}()
	}
}

func typed[In any]() router.Handler {
	return router.Typed(func(context.Context, In) (any, error) { return nil, nil })
}

func TestFormats(t *testing.T) {
	for _, c := range []struct {
		format string
		h      router.Handler
		good   []string
		bad    []string
	}{
		{"email", typed[struct {
			V string `query:"v" check:"format=email"`
		}](), []string{"a@b.co"}, []string{"a", "A <a@b.co>", ""}},
		{"uuid", typed[struct {
			V string `query:"v" check:"format=uuid"`
		}](), []string{"01234567-89ab-CDEF-0123-456789abcdef"}, []string{"01234567"}},
		{"date", typed[struct {
			V string `query:"v" check:"format=date"`
		}](), []string{"2026-02-28"}, []string{"2026-02-30", "x"}},
		{"date-time", typed[struct {
			V string `query:"v" check:"format=date-time"`
		}](), []string{"2026-02-28T01:02:03.5Z"}, []string{"2026-02-28"}},
		{"time", typed[struct {
			V string `query:"v" check:"format=time"`
		}](), []string{"01:02:03Z"}, []string{"25:00:00Z"}},
		{"uri", typed[struct {
			V string `query:"v" check:"format=uri"`
		}](), []string{"https://a.b/c", "mailto:a@b"}, []string{"a/b", "://"}},
		{"hostname", typed[struct {
			V string `query:"v" check:"format=hostname"`
		}](), []string{"a.b-c.d"}, []string{"-a", "a..b", "a_b"}},
		{"ipv4", typed[struct {
			V string `query:"v" check:"format=ipv4"`
		}](), []string{"10.0.0.1"}, []string{"10.0.0.256", "::1"}},
		{"ipv6", typed[struct {
			V string `query:"v" check:"format=ipv6"`
		}](), []string{"::1"}, []string{"10.0.0.1", "fe80::1%eth0"}},
	} {
		check := func(v string, want int) {
			if status, out := ask(t, c.h, "v="+strings.NewReplacer(" ", "%20", "%", "%25").Replace(v), "", nil); status != want {
				t.Errorf("%s %q: %d %s, want %d", c.format, v, status, out, want)
			}
		}
		for _, v := range c.good {
			check(v, 200)
		}
		for _, v := range c.bad {
			check(v, 422)
		}
	}
}

func TestTypedIgnoresMembersNamedAsParameters(t *testing.T) {
	type in struct {
		ID    int    `path:"id"`
		Admin bool   `header:"X-Admin"`
		Name  string `json:"name"`
		N     int    `json:"n,string"`
	}
	h := router.Typed(func(_ context.Context, in in) (any, error) { return in, nil })
	if status, out := ask(t, h, "", `{"ID":"x","Admin":true,"name":"a","n":"5"}`, nil); status != 200 || out != `{"ID":7,"Admin":false,"name":"a","n":"5"}` {
		t.Errorf("%d %s", status, out)
	}
	if status, out := ask(t, h, "", `{"ID":"x","name":5,"n":"5"}`, nil); status != 422 || !strings.Contains(out, `[{"loc":["body","name"],"type":"string_type"`) || strings.Contains(out, `"n"`) {
		t.Errorf("%d %s", status, out)
	}
}

func TestTypedTellsSomeOfManyProblems(t *testing.T) {
	h := typed[struct {
		A []int `json:"a" check:"max=1"`
	}]()
	_, out := ask(t, h, "", `{"a":[`+strings.Repeat("2,", 100000)+`2]}`, nil)
	if n := strings.Count(out, "less_than_equal"); n != 100 {
		t.Errorf("%d problems told", n)
	}
}

type link struct {
	Next *link `json:"next"`
	V    int   `json:"v" check:"min=1"`
}

// Each level reads its text again, so there is an end to it.
func TestTypedChecksDeepInputToALimit(t *testing.T) {
	h := typed[link]()
	for _, v := range []string{"0", `"x"`} {
		status, out := ask(t, h, "", strings.Repeat(`{"v":1,"next":`, 9000)+`{"v":`+v+`}`+strings.Repeat("}", 9000), nil)
		if status != 422 || !strings.Contains(out, "Input is nested deeper than 200") {
			t.Errorf("%d %.300s", status, out)
		}
	}
}
