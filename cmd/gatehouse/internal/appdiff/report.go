// What a comparison found, and how it is printed.

package appdiff

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Concern is why somebody should look at a difference.
type Concern string

const (
	Breaks   Concern = "breaks"   // clients that work today stop working
	Loosens  Concern = "loosens"  // more callers are let in
	Tightens Concern = "tightens" // fewer callers are let in
	Access   Concern = "access"   // other callers are let in
	Replaces Concern = "replaces" // a resource with data or an address is made anew
	Deletes  Concern = "deletes"  // a resource with data goes
	Refused  Concern = "refused"  // the deployment fails
	Twice    Concern = "twice"    // it takes a second deployment
)

// Concerns returns all concerns, the gravest first.
func Concerns() []Concern {
	return []Concern{Refused, Breaks, Loosens, Access, Replaces, Deletes, Twice, Tightens}
}

// words says what is counted at the end of a report.
var words = map[Concern]string{
	Refused: "will be refused", Breaks: "break clients", Loosens: "let more callers in", Access: "let other callers in",
	Replaces: "replace what has data or an address", Deletes: "delete data", Twice: "need a second deployment",
	Tightens: "let fewer callers in",
}

// Line is one difference.
type Line struct {
	Mark     string    `json:"mark"` // + for new, - for gone, ~ for changed
	Subject  string    `json:"subject"`
	Text     string    `json:"text"`
	Concerns []Concern `json:"concerns,omitempty"`
}

// Section has the differences of an API, a domain name or a stack.
type Section struct {
	Title string `json:"title"`
	Lines []Line `json:"lines"`
}

// add adds a line. The order of concerns is that of [Concerns].
func (s *Section) add(mark, subject, text string, concerns ...Concern) {
	s.Lines = append(s.Lines, Line{mark, subject, text, concerns})
}

// Report is what differs.
type Report struct {
	Sections []Section `json:"sections"`
	Notes    []string  `json:"notes,omitempty"` // what could not be compared
}

// Has reports whether a difference has one of the concerns.
func (r *Report) Has(concerns ...Concern) bool {
	for _, s := range r.Sections {
		for _, line := range s.Lines {
			for _, c := range line.Concerns {
				if slices.Contains(concerns, c) {
					return true
				}
			}
		}
	}
	return false
}

// Summary counts the concerns in one sentence.
func (r *Report) Summary() string {
	if len(r.Sections) == 0 {
		return "No difference."
	}
	all, counts := 0, map[Concern]int{}
	for _, s := range r.Sections {
		for _, line := range s.Lines {
			all++
			for _, c := range line.Concerns {
				counts[c]++
			}
		}
	}
	var parts []string
	for _, c := range Concerns() {
		if n := counts[c]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, words[c]))
		}
	}
	if len(parts) == 0 {
		return fmt.Sprintf("%s, none of concern.", count(all, "difference"))
	}
	return fmt.Sprintf("%s: %s.", count(all, "difference"), strings.Join(parts, ", "))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Text prints the report for a terminal.
func (r *Report) Text(w io.Writer) {
	for _, s := range r.Sections {
		fmt.Fprintln(w, s.Title)
		width := 0
		for _, line := range s.Lines {
			width = max(width, min(len(line.Subject), 40))
		}
		for _, line := range s.Lines {
			fmt.Fprintf(w, "  %s %-*s  %s%s\n", line.Mark, width, line.Subject, line.Text, tags(line.Concerns, " [", "]"))
		}
		fmt.Fprintln(w)
	}
	for _, note := range r.Notes {
		fmt.Fprintln(w, "Note: "+note)
	}
	fmt.Fprintln(w, r.Summary())
}

// Markdown prints the report for a pull request.
func (r *Report) Markdown(w io.Writer) {
	fmt.Fprintf(w, "**%s**\n", markdown(r.Summary()))
	for _, s := range r.Sections {
		fmt.Fprintf(w, "\n#### %s\n\n| | what | difference | |\n|---|---|---|---|\n", markdown(s.Title))
		for _, line := range s.Lines {
			fmt.Fprintf(w, "| `%s` | %s | %s |%s |\n", line.Mark, code(line.Subject), markdown(line.Text), tags(line.Concerns, " **", "**"))
		}
	}
	for _, note := range r.Notes {
		fmt.Fprintf(w, "\n> Note: %s\n", markdown(note))
	}
}

// JSON prints the report for other programs.
func (r *Report) JSON(w io.Writer) error {
	out := struct {
		*Report
		Summary string `json:"summary"`
	}{r, r.Summary()}
	if out.Sections == nil {
		out.Report = &Report{Sections: []Section{}, Notes: r.Notes}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(out)
}

func tags(concerns []Concern, open, end string) string {
	if len(concerns) == 0 {
		return ""
	}
	var out []string
	for _, c := range concerns {
		out = append(out, string(c))
	}
	return open + strings.Join(out, ", ") + end
}

// markdown keeps a text, which comes from templates, from being read as Markdown
// or HTML.
func markdown(text string) string {
	return strings.NewReplacer("\\", "\\\\", "|", "\\|", "<", "&lt;", ">", "&gt;", "&", "&amp;", "*", "\\*", "_", "\\_", "`", "\\`",
		"[", "\\[", "]", "\\]", "@", "&#64;", "#", "&#35;", "\n", " ", "\r", " ").Replace(text)
}

// code is a text as code in a table.
func code(text string) string {
	if strings.ContainsAny(text, "`\n\r") {
		return markdown(text)
	}
	return "`" + strings.ReplaceAll(text, "|", "\\|") + "`"
}
