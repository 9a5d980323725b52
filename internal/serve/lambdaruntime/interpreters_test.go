// Functions in Node.js and Python, with this machine's interpreters.

package lambdaruntime_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	interpreter "github.com/gatehouse-go/gatehouse/internal/python"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
)

const nodeSource = `
exports.nested = { handler: async (event, context) => {
  console.log("working on", event.text);
  if (event.do === "fail") throw new TypeError(event.text);
  if (event.do === "nothing") return;
  return { text: event.text, request: context.awsRequestId, left: context.getRemainingTimeInMillis() > 0, name: process.env.AWS_LAMBDA_FUNCTION_NAME };
} };
exports.callback = (event, context, callback) => setTimeout(() => callback(event.do === "fail" ? new Error("called back") : null, "later"), 5);
exports.plain = (event) => "at once";
`

const pythonSource = `
def handler(event, context):
    print("working on", event.get("text"))
    if event["do"] == "fail":
        raise ValueError(event["text"])
    if event["do"] == "nothing":
        return None
    return {"text": event["text"], "request": context.aws_request_id, "left": context.get_remaining_time_in_millis() > 0}
`

func python(dir string) ([]string, error) {
	by, err := interpreter.InPath("")
	if err != nil {
		return nil, err
	}
	return lambdaruntime.Python(dir, by.Program)
}

func interpreted(t *testing.T, command func(string) ([]string, error), file, source, handler string, book *logbook) *lambdaruntime.Function {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, file), []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	line, err := command(t.TempDir())
	if err != nil {
		t.Skip(err)
	}
	f := lambdaruntime.New(lambdaruntime.Config{Name: "f", Command: line, Dir: dir, Handler: handler, KeepsPath: true, Log: book.add})
	t.Cleanup(f.Close)
	return f
}

func TestInterpretedFunctions(t *testing.T) {
	tests := []struct {
		name          string
		command       func(string) ([]string, error)
		file, source  string
		handler       string
		answers, fail string
	}{
		{"node", lambdaruntime.Node, "src/app.js", nodeSource, "src/app.nested.handler", `"text":"hi"`, "TypeError"},
		{"node module", lambdaruntime.Node, "app.mjs", strings.NewReplacer("exports.nested =", "export const nested =", "exports.callback =", "export const callback =", "exports.plain =", "export const plain =").Replace(nodeSource), "app.nested.handler", `"left":true`, "TypeError"},
		{"node callback", lambdaruntime.Node, "app.js", nodeSource, "app.callback", `"later"`, "Error"},
		{"python", python, "pkg/app.py", pythonSource, "pkg/app.handler", `"text": "hi"`, "ValueError"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var book logbook
			f := interpreted(t, test.command, test.file, test.source, test.handler, &book)
			for range 2 {
				if out, err := f.Invoke(t.Context(), event("echo", "hi")); err != nil || !strings.Contains(string(out), test.answers) {
					t.Errorf("got %s, %v\n%s", out, err, book.text())
				}
			}
			_, err := f.Invoke(t.Context(), event("fail", "no luck"))
			if failed, ok := errors.AsType[*lambdaruntime.FunctionError](err); !ok || failed.Type != test.fail {
				t.Errorf("got %v, want %s", err, test.fail)
			}
			if out, err := f.Invoke(t.Context(), event("nothing", "")); err != nil || string(out) != "null" && !strings.Contains(string(out), "later") {
				t.Errorf("no answer: got %s, %v", out, err)
			}
			if f.Workers() != 1 {
				t.Errorf("%d processes: an error ended one", f.Workers())
			}
		})
	}
}

func TestInterpretedFunctionsThatCannotStart(t *testing.T) {
	for _, test := range []struct {
		command             func(string) ([]string, error)
		file, source, about string
	}{
		{lambdaruntime.Node, "index.js", "exports.other = 1", "is not a function"},
		{lambdaruntime.Node, "elsewhere.js", "", "cannot find module"},
		{lambdaruntime.Node, "index.js", "throw new Error('at load')", "at load"},
		{python, "index.py", "raise RuntimeError('at load')", "at load"},
		{python, "elsewhere.py", "", "No module named"},
	} {
		var book logbook
		f := interpreted(t, test.command, test.file, test.source, "index.handler", &book)
		_, err := f.Invoke(t.Context(), event("echo", ""))
		if failed, ok := errors.AsType[*lambdaruntime.FunctionError](err); !ok || !failed.Init || !strings.Contains(failed.Message, test.about) {
			t.Errorf("%s %q: got %v, want %q", test.file, test.source, err, test.about)
		}
	}
}

func TestWithoutAnInterpreter(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := exec.LookPath("node"); err == nil {
		t.Skip("node is found without PATH")
	}
	if _, err := lambdaruntime.Node(t.TempDir()); err == nil || !strings.Contains(err.Error(), "its runtime needs node") {
		t.Errorf("%v", err)
	}
}

const loggingSource = `
import logging
log = logging.getLogger("shop")
log.debug("at load")
def handler(event, context):
    log.info("sold %d", 2, extra={"item": "tea"})
    try:
        {}["x"]
    except KeyError:
        log.exception("lacking")
`

// As Lambda's runtime does it: standard output, in the format that the function
// has (Lambda developer guide, "Log and monitor Python Lambda functions").
func TestPythonLogsInTheFunctionsFormat(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want []string
		not  string
	}{
		{map[string]string{"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "INFO"},
			[]string{`"level": "INFO", "message": "sold 2", "logger": "shop", "item": "tea", "requestId": "`, `"errorType": "KeyError"`}, "at load"},
		{map[string]string{"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "FATAL"}, nil, "sold"},
		{nil, []string{"[ERROR]\t20", "\tlacking"}, "sold"},
	} {
		command, err := python(t.TempDir())
		if err != nil {
			t.Skip(err)
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "index.py"), []byte(loggingSource), 0o644); err != nil {
			t.Fatal(err)
		}
		var book logbook
		f := lambdaruntime.New(lambdaruntime.Config{Command: command, Dir: dir, Handler: "index.handler", KeepsPath: true, Log: book.add, Environment: c.env})
		if _, err := f.Invoke(t.Context(), []byte("{}")); err != nil {
			t.Fatal(err)
		}
		f.Close()
		for _, want := range c.want {
			if !strings.Contains(book.text(), want) {
				t.Errorf("%v: no %s in %s", c.env, want, book.text())
			}
		}
		if strings.Contains(book.text(), c.not) {
			t.Errorf("%v: %s in %s", c.env, c.not, book.text())
		}
	}
}
