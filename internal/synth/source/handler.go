// The grammar of handler strings.

package source

import (
	"fmt"
	"path"
	"strings"
	"unicode"
)

// Handler is a handler string in its parts.
type Handler struct {
	Source string // "functions/todos": slash-separated, cleaned
	File   string // "handler" in "functions/orders::handler.index"; "" if there is no "::"
	Name   string // "List"
}

// String returns the handler string in canonical form.
func (h Handler) String() string {
	if h.File != "" {
		return h.Source + separator + h.File + "." + h.Name
	}
	return h.Source + "." + h.Name
}

// separator stands between a folder that is packaged whole and a file in it.
const separator = "::"

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
	folder, rest, whole := strings.Cut(text, separator)
	if strings.Contains(rest, separator) {
		return fail(`"::" stands in it twice: it separates one folder from one file in it, as in "functions/orders::handler.index"`)
	}
	dot := strings.LastIndexByte(text, '.')
	if dot < 0 || dot < strings.LastIndexByte(text, '/') || whole && dot < len(folder) {
		return fail(`no function: write "%s.Name", with the name of the function after a dot`, strings.TrimSuffix(text, "/"))
	}
	src, name := text[:dot], text[dot+1:]
	h := Handler{Name: name}
	if whole {
		src, h.File = folder, text[len(folder)+len(separator):dot]
		if err := checkFile(&h, folder); err != nil {
			return fail("%v", err)
		}
	}
	clean, err := CleanSource(src)
	if err != nil {
		return fail("%v", err)
	}
	h.Source = clean
	if !isIdentifier(name) {
		return fail("%q is not the name of a function", name)
	}
	return h, nil
}

// checkFile cleans the file of a handler string with "::".
func checkFile(h *Handler, folder string) error {
	switch {
	case folder == "":
		return fmt.Errorf(`no folder before "::"`)
	case h.File == "" || strings.HasSuffix(h.File, "/"):
		return fmt.Errorf(`no file after "::": write "%s::handler.%s" for the function %[2]s of the file handler in that folder`, folder, h.Name)
	case path.IsAbs(h.File):
		return fmt.Errorf(`the file after "::" is relative to the folder: it can't begin with "/"`)
	}
	clean := path.Clean(h.File)
	if clean == "." || clean == ".." || strings.HasPrefix(clean, "../") {
		return fmt.Errorf(`the file after "::" is not in the folder %s`, folder)
	}
	h.File = clean
	return nil
}

// isIdentifier reports whether a function can have that name in one of the
// languages.
func isIdentifier(name string) bool {
	for i, r := range name {
		if r != '_' && r != '$' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return name != ""
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
