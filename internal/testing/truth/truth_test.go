// The comparison itself: what must be found wrong, and what must not.

package truth

import (
	"net/http"
	"strings"
	"testing"
)

func TestCompareFindsWhatIsWrong(t *testing.T) {
	e := Event{
		Event:        []byte(`{"path":"/a","headers":{"X-A":"1"},"n":{"$is":"traceId"},"list":["a"]}`),
		NullOrAbsent: []string{"body"}, Absent: []string{"query", "ctx.no"}, AbsentHeaders: []string{"TE"},
		Keys: map[string][]string{"ctx": {"a", "b"}},
	}
	const good = `{"path":"/a","headers":{"X-A":"1","more":"2"},"n":"Root=1-00000000-000000000000000000000000","list":["a"],"body":null,"ctx":{"a":1,"b":2}}`
	if problems := e.Compare([]byte(good)); problems != nil {
		t.Errorf("a good event: %q", problems)
	}
	const bad = `{"path":"/b","headers":{"x-a":"1","te":"x"},"n":"x","list":["a","b"],"body":"x","query":null,"ctx":{"a":1,"no":2}}`
	problems := strings.Join(e.Compare([]byte(bad)), "\n")
	for _, want := range []string{"path: ", "headers.X-A: missing", "headers: has te", "n: ", "list: ", "body: ", "query: null", "ctx.no: ", "ctx: members"} {
		if !strings.Contains(problems, want) {
			t.Errorf("%q is not found: %s", want, problems)
		}
	}
	e.HeaderNames = "insensitive"
	if problems := strings.Join(e.Compare([]byte(bad)), "\n"); strings.Contains(problems, "headers.") {
		t.Errorf("names compare with case: %s", problems)
	}
}

func TestCompareAnswers(t *testing.T) {
	var r Response
	body := "x"
	r.Response.Status, r.Response.Body = 200, &body
	r.Response.Headers = map[string][]string{"own": {"1", "2"}}
	r.Response.Present, r.Response.Absent = []string{"date"}, []string{"server"}
	if problems := r.Compare(200, http.Header{"Own": {"1", "2"}, "Date": {"now"}}, []byte("x")); problems != nil {
		t.Errorf("a good answer: %q", problems)
	}
	if problems := r.Compare(500, http.Header{"Own": {"2", "1"}, "Server": {"x"}}, []byte("y")); len(problems) != 5 {
		t.Errorf("%d problems, want 5: %q", len(problems), problems)
	}
}

func TestCasesAreWhole(t *testing.T) {
	if n := len(Events(t)); n < 40 {
		t.Errorf("%d events", n)
	}
	if n := len(Responses(t)); n < 70 {
		t.Errorf("%d responses", n)
	}
	for _, c := range Events(t) {
		if c.Name() == "" || c.Kind == "" || len(c.Event) == 0 || c.Request.Target == "" {
			t.Errorf("%q lacks something", c.ID)
		}
		c.Request.Body()
	}
}
