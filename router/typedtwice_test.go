// Members of a body that stand twice, and bodies that are wrong all over.

package router_test

import (
	"runtime"
	"strings"
	"testing"
)

type counted struct {
	N int `json:"n" check:"required,min=0"`
}

// encoding/json decodes what stands twice into what the first one has left: no
// rule may be passed by in that way.
func TestTypedRefusesMembersThatStandTwice(t *testing.T) {
	type item struct {
		N int `json:"n" check:"min=0"`
	}
	h := typed[struct {
		Items []item   `json:"items"`
		One   *counted `json:"one" check:"required"`
	}]()
	for _, body := range []string{
		`{"one":{"n":1},"items":[{"n":-5}],"items":[{}]}`,
		`{"one":{"n":1},"one":null}`,
		`{"one":{"n":1},"one":null,"one":{}}`,
		`{"one":{"n":1},"ONE":{"n":2}}`,
		`{"one":{"n":1,"n":2}}`,
	} {
		if status, out := ask(t, h, "", body, nil); status != 422 || !strings.Contains(out, "Field appears twice") {
			t.Errorf("%s: %d %s", body, status, out)
		}
	}
	if status, out := ask(t, h, "", `{"one":{"n":1},"items":[],"other":1,"other":2}`, nil); status != 200 {
		t.Errorf("members that are no fields: %d %s", status, out)
	}
}

// With a pass over the text for each member this would run into the test's own
// timeout.
func TestTypedReadsManyMembersThatStandTwice(t *testing.T) {
	h := typed[struct {
		One counted `json:"one"`
	}]()
	status, out := ask(t, h, "", `{`+strings.Repeat(`"one":{"n":1},`, 200_000)+`"one":{"n":1}}`, nil)
	if status != 422 {
		t.Errorf("%d %.100s", status, out)
	}
}

// A function has 128 MB at least; a body of a megabyte must not fill them.
func TestTypedKeepsFewOfManyProblems(t *testing.T) {
	h := typed[struct {
		A []int `json:"a"`
	}]()
	body := `{"a":[` + strings.Repeat(`"",`, 300_000) + `""]}`
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	status, out := ask(t, h, "", body, nil)
	runtime.ReadMemStats(&after)
	if n := strings.Count(out, "int_type"); status != 422 || n != 100 {
		t.Errorf("%d with %d problems", status, n)
	}
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 60 {
		t.Errorf("%d MB for a body of %d MB", used, len(body)>>20)
	}
}
