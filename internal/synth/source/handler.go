// The grammar of handler strings.

package source

import (
	"fmt"
	"go/token"
	"path"
	"strings"
)

// Handler is a handler string in its parts.
type Handler struct {
	Source string // "functions/todos": slash-separated, cleaned
	Name   string // "List"
}

// String returns the handler string in canonical form.
func (h Handler) String() string { return h.Source + "." + h.Name }

// ParseHandler splits a handler string. It reports what can be known without
// looking at files.
func ParseHandler(text string) (Handler, error) {
	if strings.TrimSpace(text) == "" {
		return Handler{}, fmt.Errorf(`handler is empty: name a function, such as "functions/todos.List"`)
	}
	fail := func(format string, args ...any) (Handler, error) {
		return Handler{}, fmt.Errorf("handler %q: %s", text, fmt.Sprintf(format, args...))
	}
	if strings.Contains(text, "${Token[") {
		return fail("it holds a CDK token, and the function to build must be known at synth")
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }); i >= 0 {
		return fail("blank or control character at offset %d", i)
	}
	if strings.Contains(text, `\`) {
		return fail(`backslash in the path: write "/" on every system`)
	}
	dot := strings.LastIndexByte(text, '.')
	if dot < 0 || dot < strings.LastIndexByte(text, '/') {
		return fail(`no function: write "%s.Name", with the name of the function after a dot`, strings.TrimSuffix(text, "/"))
	}
	src, name := text[:dot], text[dot+1:]
	clean, err := CleanSource(src)
	if err != nil {
		return fail("%v", err)
	}
	if !token.IsIdentifier(name) {
		return fail("%q is not the name of a function", name)
	}
	return Handler{Source: clean, Name: name}, nil
}

// CleanSource returns the canonical form of the path of a handler string.
func CleanSource(src string) (string, error) {
	switch {
	case src == "":
		return "", fmt.Errorf("no folder before the dot")
	case path.IsAbs(src):
		return "", fmt.Errorf("the path is absolute: write it relative to the folder of cdk.json")
	}
	clean := path.Clean(src)
	if clean == ".." || strings.HasPrefix(clean, "../") {
		return "", fmt.Errorf("the path leaves the application: write it relative to the folder of cdk.json")
	}
	return clean, nil
}
