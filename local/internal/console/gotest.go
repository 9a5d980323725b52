// "Save as Go test": a test of the app, by package gatehousetest, that sends the
// same request and wants the same answer.

package console

import (
	"bytes"
	"fmt"
	"go/format"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

func (c *Console) goTest(w http.ResponseWriter, r *http.Request) {
	c.text(w, r, c.goTestOf)
}

// testFile is what the test's text is made of.
type testFile struct {
	Package  string
	NeedMain bool   // the package has no TestMain yet
	Build    string // the function that declares the app
	Guess    bool   // Build was not found
	Imports  []string
	Name     string
	API      string // construct path
	Address  string // expression of the URL, if it is not that of the first stage
	Comment  string
	Steps    []string // statements
}

var testText = template.Must(template.New("").Parse(`// {{.Comment}}

package {{.Package}}

import (
{{- range .Imports}}
	{{.}}
{{- end}}
)
{{if .NeedMain}}
func TestMain(m *testing.M) { gatehousetest.Main(m) }
{{end}}
func {{.Name}}(t *testing.T) {
{{- if .Guess}}
	// Put the function here that declares the app: the one that main gives to gatehouse.Run.
{{- end}}
	server := gatehousetest.Serve(t, {{.Build}}, local.Config{})
	api := server.API({{.API}})
{{- if .Address}}
	api.URL = {{.Address}}
{{- end}}
{{- range .Steps}}
	{{.}}
{{- end}}
}
`))

// goTestOf writes the test of a trace.
func (c *Console) goTestOf(server Server, t *trace.Trace, raw *trace.Raw) (string, error) {
	if t.Event == trace.Disconnect || t.Event == trace.Post {
		return "", refuse(http.StatusConflict, "a test is made of a request, a connection or a message, not of the event %q", t.Event)
	}
	if !raw.Whole {
		return "", refuse(http.StatusConflict, "only the first %d bytes of the body were kept", len(raw.Body))
	}
	api, err := apiOf(server, raw.API)
	if err != nil {
		return "", err
	}
	app := readMain(c.cfg.Folder)
	f := &testFile{
		Package: app.name, NeedMain: !app.hasTestMain, Build: app.build, Guess: !app.found, Name: testName(t), API: strconv.Quote(api.Path),
		Comment: fmt.Sprintf("%s %s, as it was answered on %s.", oneLine(t.Method), oneLine(t.Path), t.Start.Format("2 January 2006")),
	}
	w := &testWriter{server: server, api: api, file: f}
	switch {
	case t.Kind != "websocket":
		w.request(t, raw)
	case t.Event == trace.Connect:
		w.connection(t, raw, "")
	default:
		w.message(t, raw)
	}
	f.Imports = w.imports()
	var b bytes.Buffer
	if err := testText.Execute(&b, f); err != nil {
		return "", err
	}
	formatted, err := format.Source(b.Bytes())
	if err != nil {
		return "", fmt.Errorf("the test does not parse: %w", err)
	}
	return string(formatted), nil
}

// testName is the name of the test of a trace.
func testName(t *trace.Trace) string {
	words := strings.ToLower(t.Method) + " " + t.Request.Path
	if t.Kind == "websocket" {
		words = string(t.Event) + " " + strings.TrimPrefix(t.Route, "$")
	}
	var b strings.Builder
	b.WriteString("Test")
	for _, word := range strings.FieldsFunc(words, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		first, size := utf8.DecodeRuneInString(word)
		b.WriteRune(unicode.ToUpper(first))
		b.WriteString(word[size:])
		if b.Len() > 80 {
			break
		}
	}
	if t.Status >= 300 {
		fmt.Fprintf(&b, "Is%d", t.Status)
	}
	return b.String()
}

func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return '?'
		}
		return r
	}, s)
}

// literal writes a text as Go does, without escapes where that can be.
func literal(s string) string {
	if strings.ContainsAny(s, "\"\\\n") && strconv.CanBackquote(strings.ReplaceAll(s, "\n", "")) && utf8.ValidString(s) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}

// imports are the import lines of the test.
func (w *testWriter) imports() []string {
	lines := []string{`"testing"`}
	for _, name := range w.needs {
		if !slices.Contains(lines, strconv.Quote(name)) {
			lines = append(lines, strconv.Quote(name))
		}
	}
	slices.Sort(lines)
	return append(lines, "", `"github.com/gatehouse-go/gatehouse/gatehousetest"`, `"github.com/gatehouse-go/gatehouse/local"`)
}
