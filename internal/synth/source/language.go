// The languages that functions are written in.

package source

import (
	"path"
	"slices"
	"strings"
)

// Language is a language that functions are written in.
type Language string

// The languages. Node is JavaScript and TypeScript.
const (
	Go     Language = "go"
	Node   Language = "node"
	Python Language = "python"
)

// String is how texts name the language.
func (l Language) String() string {
	switch l {
	case Node:
		return "JavaScript or TypeScript"
	case Python:
		return "Python"
	}
	return "Go"
}

// scripts are the extensions of files that can hold handlers, with their
// languages.
var scripts = []struct {
	ext      string
	language Language
}{{".py", Python}, {".ts", Node}, {".mts", Node}, {".js", Node}, {".mjs", Node}}

// extensions lists the extensions of scripts for texts.
const extensions = ".py, .ts, .mts, .js or .mjs"

// languageOf returns the language of a file that can hold handlers, "" for any
// other. Declarations of TypeScript hold none.
func languageOf(name string) Language {
	if strings.HasSuffix(name, ".d.ts") || strings.HasSuffix(name, ".d.mts") {
		return ""
	}
	for _, s := range scripts {
		if path.Ext(name) == s.ext {
			return s.language
		}
	}
	return ""
}

// Source is a place that handler strings name: a Go package, a file in another
// language, or a folder of such files that is packaged whole.
type Source struct {
	Path     string // as in the handler string: "functions/todos"
	Root     string // absolute folder that Path is relative to
	Dir      string // absolute folder: of the package or the file, or the one that is packaged
	File     string // base name of the file; "" for a package or a folder
	Language Language
	Go       *GoPackage // nil in other languages
}

// Key tells functions apart: handlers of sources with one key share a function.
func (s *Source) Key() string {
	if s.File == "" {
		return s.Dir
	}
	return s.Dir + "/" + s.File
}

// HandlerKey tells functions of one handler apart, as Key does those of many.
func (s *Source) HandlerKey(fn *Func) string { return s.Key() + separator + fn.Module + "." + fn.Name }

// IsFolder reports whether the source is a folder that is packaged whole.
func (s *Source) IsFolder() bool { return s.Language != Go && s.File == "" }

// Shown is how texts name the place: "package functions/todos",
// "functions/users.py", "folder functions/orders".
func (s *Source) Shown() string {
	switch {
	case s.Language == Go:
		return "package " + s.Path
	case s.File != "":
		return path.Join(path.Dir(s.Path), s.File)
	}
	return "folder " + s.Path
}

// Handler returns the handler string of a function of the source.
func (s *Source) Handler(fn *Func) Handler {
	h := Handler{Source: s.Path, Name: fn.Name}
	if s.IsFolder() {
		h.File = fn.Module
	}
	return h
}

// scriptsIn returns the names of files in a folder that can hold handlers,
// sorted, and their languages.
func scriptsIn(names []string) (found []string, languages []Language) {
	for _, name := range names {
		if l := languageOf(name); l != "" {
			found = append(found, name)
			if !slices.Contains(languages, l) {
				languages = append(languages, l)
			}
		}
	}
	return found, languages
}
