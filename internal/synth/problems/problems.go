// Package problems collects what is wrong with the settings of one thing, so
// that a user learns all of it at once:
//
//	p := problems.In("URL integration")
//	p.Add("Timeout is %v; an HTTP API waits 50ms to 30s", timeout)
//	p.Each(mapping.problems())
//	return p.All()
package problems

import "fmt"

// List is a list of problems. The zero value is an empty list of problems that
// say themselves what they are about.
type List struct {
	about string
	texts []string
}

// In returns an empty list of problems with something, which is put in front of
// each of them.
func In(about string) List { return List{about: about} }

// Add adds a problem.
func (l *List) Add(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if l.about != "" {
		text = l.about + ": " + text
	}
	l.texts = append(l.texts, text)
}

// Each adds problems that were found elsewhere. Empty texts are no problems.
func (l *List) Each(texts ...string) {
	for _, text := range texts {
		if text != "" {
			l.Add("%s", text)
		}
	}
}

// All returns the problems in the order in which they were added.
func (l *List) All() []string { return l.texts }
