// The package as the router uses it.

package bind_test

import (
	"fmt"
	"reflect"

	"github.com/gatehouse-go/gatehouse/internal/bind"
)

// request is a source with a path parameter and a body.
type request struct{ id, body string }

func (r request) PathValue(string) (string, bool) { return r.id, r.id != "" }
func (r request) Query(string) []string           { return nil }
func (r request) Header(string) (string, bool)    { return "", false }
func (r request) HeaderLines(string) []string     { return nil }
func (r request) Cookie(string) (string, bool)    { return "", false }
func (r request) Body() ([]byte, error)           { return []byte(r.body), nil }

func Example() {
	type In struct {
		ID    int    `path:"id" check:"max=99"`
		Title string `json:"title" check:"required"`
	}
	b, err := bind.Compile(reflect.TypeFor[In]())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range []request{{"7", `{"title":"x"}`}, {"100", `{}`}} {
		var in In
		problems, err := b.Bind(r, reflect.ValueOf(&in).Elem())
		fmt.Println(in, problems, err)
	}
	// Output:
	// {7 x} [] <nil>
	// {100 } [{[body title] missing Field required} {[path id] less_than_equal Input should be less than or equal to 99}] <nil>
}
