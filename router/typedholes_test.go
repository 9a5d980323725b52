// Ways around the rules of typed input: each is closed, or refused where the
// handler is registered.

package router_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/router"
)

type Audit struct {
	By    string `json:"by" check:"required,minlen=2"`
	Note  string `json:"note" check:"maxlen=5"`
	Level int    `json:"level" default:"3" check:"max=9"`
}

type Named struct {
	Name string `json:"base_name" check:"required,maxlen=3"`
}

type Plain string

func TestTypedRulesHoldInEmbeddedFields(t *testing.T) {
	type behindPointer struct {
		*Audit
		Title string `json:"title"`
	}
	type optioned struct {
		Audit `json:",omitempty"`
	}
	type shadowed struct {
		Named
		Name string `json:"name"` // hides Named.Name in Go, not in JSON
	}
	type single struct {
		Plain `check:"required,maxlen=3"`
	}
	for _, c := range []struct {
		name string
		h    router.Handler
		body string
		want string
	}{
		{"pointer", typed[behindPointer](), `{"title":"x"}`, `"by"`},
		{"pointer", typed[behindPointer](), `{"by":"a"}`, "at least 2"},
		{"pointer", typed[behindPointer](), `{"by":"ab","note":"123456"}`, "at most 5"},
		{"pointer", typed[behindPointer](), `{"by":"ab","level":10}`, "less than or equal to 9"},
		{"pointer", typed[behindPointer](), `{"by":7}`, "valid string"},
		{"option", typed[optioned](), `{"by":"a"}`, "at least 2"},
		{"shadowed", typed[shadowed](), `{"name":"x"}`, "base_name"},
		{"shadowed", typed[shadowed](), `{"name":"x","base_name":"long"}`, "at most 3"},
		{"no struct", typed[single](), `{"Plain":"long"}`, "at most 3"},
		{"no struct", typed[single](), `{}`, "Field required"},
	} {
		if status, out := ask(t, c.h, "", c.body, nil); status != 422 || !strings.Contains(out, c.want) {
			t.Errorf("%s %s: %d %s, want %q", c.name, c.body, status, out, c.want)
		}
	}
	h := router.Typed(func(_ context.Context, in behindPointer) (any, error) {
		return fmt.Sprint(in.Audit.By, in.Audit.Level), nil
	})
	if status, out := ask(t, h, "", `{"by":"ab"}`, nil); status != 200 || out != "ab 3" && out != "ab3" {
		t.Errorf("a default behind a pointer: %d %s", status, out)
	}
}

func TestTypedParametersAreNotSetByTheBody(t *testing.T) {
	type inner struct {
		Token string `header:"X-Token"`
	}
	type list struct {
		Items []inner `json:"items"`
	}
	type table struct {
		Items map[string]*inner `json:"items"`
	}
	type self struct {
		Token string `header:"X-Token"`
		Next  *self  `json:"next"`
	}
	for name, register := range map[string]func(){
		"a nested struct": func() {
			typed[struct {
				Inner inner `json:"inner"`
			}]()
		},
		"a list":         func() { typed[list]() },
		"a map":          func() { typed[table]() },
		"the type again": func() { typed[self]() },
		"a body":         func() { typed[[]inner]() },
	} {
		if text := panicText(register); !strings.Contains(text, "the body would set it") || !strings.Contains(text, "Token") {
			t.Errorf("%s: %q", name, text)
		}
	}
	h := router.Typed(func(_ context.Context, in struct {
		Token string `header:"X-Token"`
		Title string `json:"title"`
	}) (any, error) {
		return in.Token, nil
	})
	if status, out := ask(t, h, "", `{"Token":"forged","token":"forged","title":"x"}`, nil); status != 200 || strings.Contains(out, "forged") {
		t.Errorf("%d %s", status, out)
	}
}

func TestTypedRefusesFieldsThatShareAName(t *testing.T) {
	type base struct {
		Title *string `json:"name" check:"required"`
	}
	for name, register := range map[string]func(){
		"outer": func() {
			typed[struct {
				base
				Name string `json:"name"`
			}]()
		},
		"a parameter": func() {
			typed[struct {
				Base2
				ID string `path:"id"`
			}]()
		},
	} {
		if text := panicText(register); !strings.Contains(text, "in JSON") {
			t.Errorf("%s: %q", name, text)
		}
	}
	// Names that differ in case: what a parameter takes from the body is not there.
	h := typed[struct {
		Token string  `header:"X-Token"`
		Title *string `json:"TOKEN" check:"required"`
	}]()
	if status, out := ask(t, h, "", `{"token":"x"}`, map[string]string{"x-token": "t"}); status != http.StatusUnprocessableEntity {
		t.Errorf("required passes on nil: %d %s", status, out)
	}
}

// Base2 has a field that encoding/json fills only if nothing above has its name.
type Base2 struct {
	Other *string `json:"ID" check:"required"`
}

func panicText(f func()) (text string) {
	defer func() {
		if p := recover(); p != nil {
			text = fmt.Sprint(p)
		}
	}()
	f()
	return ""
}
