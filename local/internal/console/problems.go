// What was wrong with the last synth and the last build.

package console

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// Problems are those of the last synth and the last build.
type Problems struct {
	Synth []Problem `json:"synth"`
	Build []Problem `json:"build"`
}

// listProblems answers with the problems, and which version is served.
func (c *Console) listProblems(*http.Request) (any, error) {
	server, problems := c.attached()
	answer := struct {
		Problems
		Serving    bool `json:"serving"`
		Generation int  `json:"generation"`
	}{Problems: problems, Serving: server != nil}
	if server != nil {
		answer.Generation = server.Generation()
	}
	return answer, nil
}

// Problem is what a synth or a build printed.
type Problem struct {
	Text  string `json:"text"`
	Place *Place `json:"place,omitempty"` // the first that the text names
}

// Place is a line of a source.
type Place struct {
	File string `json:"file"` // as the text names it
	Line int    `json:"line"`
}

// SetSynthProblem says what was wrong with the last synth; "" if it was well.
func (c *Console) SetSynthProblem(text string) {
	c.setProblems(func(p *Problems) { p.Synth = problemsIn(text) })
}

// SetBuildProblem says what was wrong with the last build; "" if it was well.
func (c *Console) SetBuildProblem(text string) {
	c.setProblems(func(p *Problems) { p.Build = problemsIn(text) })
}

func (c *Console) setProblems(set func(*Problems)) {
	c.mu.Lock()
	set(&c.problems)
	now := c.problems
	c.mu.Unlock()
	c.events.publish("problems", now)
}

// line finds a line of a source, such as "functions/todos/todos.go:12:3".
var line = regexp.MustCompile(`([^\s:"'()]+\.(?:go|py|js|mjs|cjs|ts|json)):(\d{1,7})\b`)

func problemsIn(text string) []Problem {
	text = strings.TrimSpace(text)
	if text == "" {
		return []Problem{}
	}
	p := Problem{Text: text}
	if m := line.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[2]) // seven digits are a number
		p.Place = &Place{File: m[1], Line: n}
	}
	return []Problem{p}
}
