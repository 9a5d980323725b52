// A policy against its documentation: problems, answers, environment.

package cors

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestProblems(t *testing.T) {
	const app = "https://app.example.com"
	for _, test := range []struct {
		policy   Policy
		contains []string // one part for each problem, in order
	}{
		{Policy{AllowOrigins: []string{app}}, nil},
		{*AllowAny(), nil},
		{*Allow("https://*"), nil},
		{*Allow("http://*", "https://*"), nil},
		{*Allow(app, "http://localhost:5173", "http://127.0.0.1:8080", "http://[::1]:3000", "https://xn--bcher-kva.example", "http://my_host"), nil},
		{Policy{AllowOrigins: []string{app}, AllowMethods: []string{"GET", "DELETE"}, AllowHeaders: []string{"authorization", "X-Request-Id"},
			ExposeHeaders: []string{"Date"}, MaxAge: 24 * time.Hour, AllowCredentials: true}, nil},
		{Policy{AllowOrigins: []string{"*"}, AllowMethods: []string{"GET", "*"}, AllowHeaders: []string{"Authorization", "*"}, ExposeHeaders: []string{"*"}}, nil},
		{Policy{AllowOrigins: []string{"${Token[TOKEN.12]}", "https://${Token[TOKEN.13]}"}, AllowMethods: []string{"${Token[TOKEN.14]}"},
			AllowHeaders: []string{"x-${Token[TOKEN.15]}"}, AllowCredentials: true}, nil},

		{Policy{}, []string{`AllowOrigins is empty: name the origins of the pages`}},
		{Policy{AllowOrigins: []string{app}, AllowMethods: []string{}, AllowHeaders: []string{}, ExposeHeaders: []string{}},
			[]string{`AllowMethods is an empty list`, `AllowHeaders is an empty list`, `ExposeHeaders is an empty list`}},
		{Policy{AllowOrigins: []string{"*"}, AllowCredentials: true}, []string{`origin "*" with AllowCredentials`}},
		{Policy{AllowOrigins: []string{"https://*", "http://*"}, AllowCredentials: true}, []string{`origin "https://*" with`, `origin "http://*" with`}},
		{*Allow("*", app), []string{`origin "*" beside others`}},
		{*Allow(app, "http://localhost", app, app), []string{`"https://app.example.com" is twice in AllowOrigins`}},

		{*Allow(""), []string{`origin "": empty`}},
		{*Allow("app.example.com"), []string{`has no scheme: write "https://app.example.com"`}},
		{*Allow("//app.example.com"), []string{`has no scheme: write "https://app.example.com"`}},
		{*Allow("localhost:3000"), []string{`has no scheme: write "https://localhost:3000"`}},
		{*Allow("://x"), []string{`has no scheme: write "https://x"`}},
		{*Allow("null"), []string{`sandboxed pages of anyone send it`}},
		{*Allow("capacitor://localhost"), []string{`scheme "capacitor": API Gateway takes https and http only`}},
		{*Allow(app + "/"), []string{`without slash, path or query: write "https://app.example.com"`}},
		{*Allow(app + "/todos?x=1"), []string{`write "https://app.example.com"`}},
		{*Allow(app + "?x"), []string{`write "https://app.example.com"`}},
		{*Allow(app + "#x"), []string{`write "https://app.example.com"`}},
		{*Allow("https://me:secret@app.example.com"), []string{`an origin has no user: write "https://app.example.com"`}},
		{*Allow(" " + app), []string{`blank or control character`}},
		{*Allow(app + "\n"), []string{`blank or control character`}},
		{*Allow("https://App.example.com"), []string{`browsers send it in lower case: write "https://app.example.com"`}},
		{*Allow("HTTPS://app.example.com"), []string{`browsers send it in lower case`}},
		{*Allow("https://*.example.com"), []string{`"*" stands for a whole host only: name the origins, or write "https://*"`}},
		{*Allow("https://*:443"), []string{`"*" stands for a whole host only`}},
		{*Allow("https://"), []string{`no valid host`}},
		{*Allow("https://:8080"), []string{`no valid host`}},
		{*Allow("https://[::1"), []string{`no valid host`}},
		{*Allow(app + ":443"), []string{`usual port out: write "https://app.example.com"`}},
		{*Allow("http://x.example:80"), []string{`usual port out: write "http://x.example"`}},
		{*Allow("http://x.example:443", "https://x.example:80"), nil},
		{*Allow(app + ":"), []string{`no port after the colon: write "https://app.example.com"`}},
		{*Allow(app + ":0"), []string{`port "0": it is a number from 1 to 65535`}},
		{*Allow(app + ":65536"), []string{`port "65536"`}},
		{*Allow(app + ":0080"), []string{`port "0080"`}},
		{*Allow(app + ":http"), []string{`no valid host`}},
		{*Allow("https://b\u00fccher.example"), []string{`xn--`}},
		{*Allow("https://a..b"), []string{`"a..b" is not a host name`}},
		{*Allow("https://-a.example"), []string{`is not a host name`}},
		{*Allow("https://a,b"), []string{`is not a host name`}},
		{*Allow("x", "y"), []string{`origin "x"`, `origin "y"`}},

		{Policy{AllowOrigins: []string{app}, AllowMethods: []string{"get"}}, []string{`method "get": write it in upper case, "GET"`}},
		{Policy{AllowOrigins: []string{app}, AllowMethods: []string{"ANY", "TRACE", ""}}, []string{`method "ANY": here all methods are "*"`, `method "TRACE": write one of DELETE, GET`, `method "": write one of`}},
		{Policy{AllowOrigins: []string{app}, AllowMethods: []string{"GET", "get"}}, []string{`"get" is twice in AllowMethods`, `upper case`}},
		{Policy{AllowOrigins: []string{app}, AllowHeaders: []string{"X A", "", "X:"}}, []string{`header "X A" in AllowHeaders`, `header ""`, `header "X:"`}},
		{Policy{AllowOrigins: []string{app}, ExposeHeaders: []string{"date", "Date"}}, []string{`"Date" is twice in ExposeHeaders`}},
		{Policy{AllowOrigins: []string{app}, AllowMethods: []string{"*"}, AllowHeaders: []string{"*"}, ExposeHeaders: []string{"*"}, AllowCredentials: true},
			[]string{`"*" in AllowMethods with AllowCredentials`, `"*" in AllowHeaders with AllowCredentials`, `"*" in ExposeHeaders with AllowCredentials`}},

		{Policy{AllowOrigins: []string{app}, MaxAge: -time.Second}, []string{`MaxAge -1s is negative`}},
		{Policy{AllowOrigins: []string{app}, MaxAge: 24*time.Hour + 1}, []string{`MaxAge 24h0m0.000000001s: API Gateway takes 24h at most`}},
		{Policy{AllowOrigins: []string{app}, MaxAge: 1500 * time.Millisecond}, []string{`whole seconds, write 2s`}},
		{Policy{AllowOrigins: []string{app}, MaxAge: time.Millisecond}, []string{`whole seconds, write 1s`}},
	} {
		got := test.policy.Problems()
		if len(got) != len(test.contains) {
			t.Errorf("%+v: %d problems, want %d:\n%s", test.policy, len(got), len(test.contains), strings.Join(got, "\n"))
			continue
		}
		for i, problem := range got {
			if !strings.Contains(problem, test.contains[i]) || !strings.HasPrefix(problem, "CORS: ") {
				t.Errorf("%+v: problem %d is\n%s\nwant\n%s", test.policy, i, problem, test.contains[i])
			}
		}
	}
	if got := (*Policy)(nil).Problems(); got != nil {
		t.Errorf("nil: %q", got)
	}
}

// What Problems proposes to write must be right.
func TestProposalsAreRight(t *testing.T) {
	for _, origin := range []string{
		"app.example.com", "//x.example", "https://x.example/", "https://x.example/a?b#c", "https://me@x.example", "https://X.example",
		"https://x.example:443", "https://x.example:", "http://*.x.example",
	} {
		problems := Allow(origin).Problems()
		if len(problems) != 1 {
			t.Errorf("%q: %q", origin, problems)
			continue
		}
		_, proposal, ok := strings.Cut(problems[0], `write "`)
		proposal = strings.TrimSuffix(proposal, `"`)
		if again := Allow(proposal).Problems(); !ok || again != nil {
			t.Errorf("%q: proposes %q, of which it says %q", origin, proposal, again)
		}
	}
}

func TestOrigin(t *testing.T) {
	for _, test := range []struct {
		policy       *Policy
		origin, want string // "" is refused
	}{
		{Allow("https://a.example", "http://localhost:3000"), "https://a.example", "https://a.example"},
		{Allow("https://a.example", "http://localhost:3000"), "http://localhost:3000", "http://localhost:3000"},
		{Allow("https://a.example"), "https://a.example.evil.test", ""},
		{Allow("https://a.example"), "https://A.example", ""},
		{Allow("https://a.example"), "https://a.example:8443", ""},
		{Allow("https://a.example"), "http://a.example", ""},
		{Allow("https://a.example"), "null", ""},
		{Allow("https://a.example"), "", ""},
		{AllowAny(), "https://evil.test", "*"},
		{AllowAny(), "null", "*"},
		{AllowAny(), "", ""},
		{Allow("https://*"), "https://b.example:1", "https://b.example:1"},
		{Allow("https://*"), "http://b.example", ""},
		{Allow("https://*"), "https://", ""},
		{nil, "https://a.example", ""},
		{&Policy{}, "https://a.example", ""},
	} {
		if got, ok := test.policy.Origin(test.origin); got != test.want || ok != (test.want != "") {
			t.Errorf("%+v, %q: %q, %v; want %q", test.policy, test.origin, got, ok, test.want)
		}
	}
}

func TestHeaders(t *testing.T) {
	full := &Policy{
		AllowOrigins: []string{"https://a.example"}, AllowMethods: []string{"GET", "PUT"}, AllowHeaders: []string{"X-A", "X-B"},
		ExposeHeaders: []string{"Date", "X-C"}, MaxAge: 10 * time.Minute, AllowCredentials: true,
	}
	for _, test := range []struct {
		policy          *Policy
		origin          string
		headers, beyond string // beyond: what only the preflight has, instead of the exposed ones
	}{
		{full, "https://a.example",
			"Vary: Origin|Access-Control-Allow-Origin: https://a.example|Access-Control-Allow-Credentials: true|Access-Control-Expose-Headers: Date,X-C",
			"Access-Control-Allow-Methods: GET,PUT|Access-Control-Allow-Headers: X-A,X-B|Access-Control-Max-Age: 600"},
		{AllowAny(), "https://a.example",
			"Access-Control-Allow-Origin: *",
			"Access-Control-Allow-Methods: DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT|Access-Control-Allow-Headers: Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Api-Key"},
		{full, "https://b.example", "Vary: Origin", ""},
		{full, "", "", ""},
		{nil, "https://a.example", "", ""},
	} {
		got := collect(test.policy.Headers(test.origin))
		if text := strings.Join(got, "|"); text != test.headers {
			t.Errorf("Headers(%q):\n%s, want\n%s", test.origin, text, test.headers)
		}
		want, _, _ := strings.Cut(test.headers, "|Access-Control-Expose")
		if test.beyond != "" {
			want += "|" + test.beyond
		}
		if text := strings.Join(collect(test.policy.Preflight(test.origin)), "|"); text != want {
			t.Errorf("Preflight(%q):\n%s, want\n%s", test.origin, text, want)
		}
	}
}

func collect(headers func(func(string, string) bool)) (list []string) {
	headers(func(name, value string) bool {
		list = append(list, name+": "+value)
		return true
	})
	return list
}

// A range that is left early must not go on.
func TestHeadersStop(t *testing.T) {
	p := &Policy{AllowOrigins: []string{"https://a.example"}, ExposeHeaders: []string{"Date"}, MaxAge: time.Second, AllowCredentials: true}
	for limit := range 6 {
		for _, headers := range []func(func(string, string) bool){p.Headers("https://a.example"), p.Preflight("https://a.example")} {
			n := 0
			for range headers {
				if n++; n > limit {
					break
				}
			}
		}
	}
}

func TestIsPreflight(t *testing.T) {
	for _, test := range []struct {
		method, origin, requested string
		want                      bool
	}{
		{"OPTIONS", "https://a.example", "PUT", true},
		{"OPTIONS", "https://a.example", "", false},
		{"OPTIONS", "", "PUT", false},
		{"GET", "https://a.example", "PUT", false},
	} {
		if got := IsPreflight(test.method, test.origin, test.requested); got != test.want {
			t.Errorf("IsPreflight(%q, %q, %q) = %v", test.method, test.origin, test.requested, got)
		}
	}
}

func TestEnvKeepsEverything(t *testing.T) {
	for _, p := range []*Policy{
		AllowAny(),
		Allow("https://${Token[TOKEN.12]}", "https://a.example"),
		{AllowOrigins: []string{"https://a.example"}, AllowMethods: []string{"GET"}, AllowHeaders: []string{"X-A"}, ExposeHeaders: []string{"X-B"},
			MaxAge: 90 * time.Second, AllowCredentials: true},
	} {
		t.Setenv(Env, p.Env())
		if got := FromEnv(); !reflect.DeepEqual(got, p) {
			t.Errorf("%s:\n%+v, want\n%+v", p.Env(), got, p)
		}
	}
	const want = `{"allowOrigins":["*"]}`
	if got := AllowAny().Env(); got != want {
		t.Errorf("Env() = %s, want %s", got, want)
	}
	t.Setenv(Env, (*Policy)(nil).Env())
	if got := FromEnv(); got != nil {
		t.Errorf("unset: %+v", got)
	}
}

func TestFromEnvPanicsOnBrokenJSON(t *testing.T) {
	for _, text := range []string{"{", "[]", `{"allowOrigin":["*"]}`, `{"allowOrigins":"*"}`, `{"allowOrigins":["*"]} {}`, "x", "{}", "null"} {
		t.Run(text, func(t *testing.T) {
			t.Setenv(Env, text)
			defer func() {
				if r := fmt.Sprint(recover()); !strings.HasPrefix(r, "cors: environment variable GATEHOUSE_CORS: ") {
					t.Errorf("panic %q", r)
				}
			}()
			FromEnv()
		})
	}
}

func TestCloneSharesNothing(t *testing.T) {
	p := &Policy{AllowOrigins: []string{"https://a.example"}, AllowMethods: []string{"GET"}, AllowHeaders: []string{"X-A"}, ExposeHeaders: []string{"X-B"}, MaxAge: time.Second, AllowCredentials: true}
	c := p.Clone()
	if !reflect.DeepEqual(c, p) {
		t.Errorf("%+v, want %+v", c, p)
	}
	for _, list := range [][]string{c.AllowOrigins, c.AllowMethods, c.AllowHeaders, c.ExposeHeaders} {
		list[0] = "changed"
	}
	if slices.Contains(slices.Concat(p.AllowOrigins, p.AllowMethods, p.AllowHeaders, p.ExposeHeaders), "changed") {
		t.Errorf("the original changed: %+v", p)
	}
	if (*Policy)(nil).Clone() != nil || (*Policy)(nil).WithDefaults() != nil {
		t.Error("of nil there is something")
	}
	defaults := Allow("https://a.example").WithDefaults()
	defaults.AllowHeaders[0], defaults.AllowMethods[0] = "changed", "changed"
	if again := Allow("x").WithDefaults(); slices.Contains(again.AllowHeaders, "changed") || slices.Contains(again.AllowMethods, "changed") {
		t.Error("the defaults can be changed from outside")
	}
}
