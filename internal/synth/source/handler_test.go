// Handler strings: what they mean and what is said of those that mean nothing.

package source_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

func TestParseHandler(t *testing.T) {
	for _, test := range []struct{ in, folder, name, file string }{
		{"functions/todos.List", "functions/todos", "List", ""},
		{"todos.List", "todos", "List", ""},
		{"functions/v1.2/todos.List", "functions/v1.2/todos", "List", ""},
		{"functions/todos.v2.List", "functions/todos.v2", "List", ""},
		{"./functions/todos.List", "functions/todos", "List", ""},
		{"functions//todos.List", "functions/todos", "List", ""},
		{"functions/todos/.List", "functions/todos", "List", ""},
		{"functions/../functions/todos.List", "functions/todos", "List", ""},
		{"..List", ".", "List", ""}, // the folder "."
		{"functions/todos._Li5t", "functions/todos", "_Li5t", ""},
		{"functions/todos.Übersicht", "functions/todos", "Übersicht", ""},
		{"functions/orders::handler.index", "functions/orders", "index", "handler"},
		{"functions/v1.2::api/./my.handler.default", "functions/v1.2", "default", "api/my.handler"},
		{"functions/users.$get", "functions/users", "$get", ""},
		{"functions/todos.list", "functions/todos", "list", ""}, // found, then refused as not exported
	} {
		h, err := source.ParseHandler(test.in)
		if want := (source.Handler{Source: test.folder, File: test.file, Name: test.name}); err != nil || h != want {
			t.Errorf("ParseHandler(%q) = %+v, %v; want %+v", test.in, h, err, want)
		}
	}
}

func TestParseHandlerSaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", `handler is empty: name a function, such as "functions/todos.List"`},
		{" \t", `handler is empty: name a function, such as "functions/todos.List"`},
		{"functions/todos", `handler "functions/todos": no function: write "functions/todos.Name", with the name of the function after a dot`},
		{"functions/todos/", `handler "functions/todos/": no function: write "functions/todos.Name", with the name of the function after a dot`},
		{"functions/v1.2/todos", `handler "functions/v1.2/todos": no function: write "functions/v1.2/todos.Name", with the name of the function after a dot`},
		{"functions/todos.", `handler "functions/todos.": "" is not the name of a function`},
		{"functions/todos.List()", `handler "functions/todos.List()": "List()" is not the name of a function`},
		{"functions/todos.1st", `handler "functions/todos.1st": "1st" is not the name of a function`},
		{"functions/orders::handler.index::more.index", `"::" stands in it twice: it separates one folder from one file in it`},
		{"functions/orders::handler", `handler "functions/orders::handler": no function: write "functions/orders::handler.Name"`},
		{"functions/v1.2/orders::handler", `no function: write "functions/v1.2/orders::handler.Name"`},
		{"::handler.index", `no folder before "::"`},
		{"functions/orders::.index", `no file after "::": write "functions/orders::handler.index" for the function index of the file handler in that folder`},
		{"functions/orders::/handler.index", `the file after "::" is relative to the folder: it can't begin with "/"`},
		{"functions/orders::../users.index", `the file after "::" is not in the folder functions/orders`},
		{"../orders::handler.index", `the path leaves the application`},
		{".List", `handler ".List": no folder before the dot`},
		{"/functions/todos.List", `handler "/functions/todos.List": the path is absolute: write it relative to the folder of cdk.json`},
		{"../todos.List", `handler "../todos.List": the path leaves the application: write it relative to the folder of cdk.json`},
		{"functions/../../todos.List", `handler "functions/../../todos.List": the path leaves the application: write it relative to the folder of cdk.json`},
		{"...List", `handler "...List": the path leaves the application: write it relative to the folder of cdk.json`},
		{`functions\todos.List`, `handler "functions\\todos.List": backslash in the path: write "/" on every system`},
		{"functions/ todos.List", `handler "functions/ todos.List": blank or control character at offset 10`},
		{"functions/todos.List\n", `handler "functions/todos.List\n": blank or control character at offset 20`},
		{"functions/\x00.List", `handler "functions/\x00.List": blank or control character at offset 10`},
		{"${Token[TOKEN.12]}.List", `handler "${Token[TOKEN.12]}.List": it holds a CDK token, and the function to build must be known at synth`},
	} {
		_, err := source.ParseHandler(test.in)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("ParseHandler(%q): %v\nwant %s", test.in, err, test.want)
		}
	}
}

// FuzzParseHandler holds that no text ends in a panic or an empty error, and
// that a handler's canonical form means the same handler, below the folder it
// is looked for in.
func FuzzParseHandler(f *testing.F) {
	for _, seed := range []string{"functions/todos.List", "functions/v1.2/todos.List", "..List", ".List", "a/./b/../c.D", "/x.Y", "../x.Y", "${Token[TOKEN.1]}.X", "a\\b.C", "a/b::c.d", "a::b/../c.d", "a::b::c.d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h, err := source.ParseHandler(text)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "handler ") || h != (source.Handler{}) {
				t.Fatalf("%q: %+v, %q", text, h, err)
			}
			return
		}
		if h.File == ".." || strings.HasPrefix(h.File, "../") || strings.HasPrefix(h.File, "/") {
			t.Fatalf("%q leaves its folder: %q", text, h.File)
		}
		if h.Source == ".." || strings.HasPrefix(h.Source, "../") || strings.HasPrefix(h.Source, "/") {
			t.Fatalf("%q leaves the folder: %q", text, h.Source)
		}
		if again, err := source.ParseHandler(h.String()); err != nil || again != h {
			t.Fatalf("%q is %q, which is %+v, %v", text, h, again, err)
		}
	})
}
