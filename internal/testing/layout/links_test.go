// Links between the pages lead somewhere.

package layout

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var (
	link    = regexp.MustCompile(`\[[^\]\n]*\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`^#{1,6} +(.*)$`)
)

// A link in README, docs or another page of the project that leads to a file
// or folder, or to a heading of a page, finds it there; and each guide is
// linked in README, so nobody has to look for it in a list of files.
func TestLinksLeadSomewhere(t *testing.T) {
	const root = "../../.."
	var pages []string
	for _, pattern := range []string{"*.md", "docs/*.md", "examples/*/*.md", "bench/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, found...)
	}
	fromReadme := map[string]bool{}
	links := 0
	for _, page := range pages {
		for _, m := range link.FindAllStringSubmatch(prose(t, page), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			links++
			path, anchor, _ := strings.Cut(m[1], "#")
			target := page
			if path != "" {
				target = filepath.Join(filepath.Dir(page), path)
			}
			if page == filepath.Join(root, "README.md") {
				fromReadme[target] = true
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %s leads nowhere: %v", page, m[1], err)
			} else if anchor != "" && !slices.Contains(anchors(prose(t, target)), anchor) {
				t.Errorf("%s: %s: the page has no such heading; it has %s", page, m[1], strings.Join(anchors(prose(t, target)), ", "))
			}
		}
	}
	if links < 40 {
		t.Errorf("found %d links, want 40 or more", links)
	}
	for _, page := range pages {
		if filepath.Base(filepath.Dir(page)) == "docs" && !fromReadme[page] {
			t.Errorf("README.md has no link to %s", page)
		}
	}
}

// prose is a page without its blocks of code, where a "#" is no heading and
// brackets are no link.
func prose(t *testing.T, page string) string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	code := false
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "```") {
			code = !code
		} else if !code {
			b.WriteString(line)
		}
	}
	return b.String()
}

// anchors are those that a page's headings get on GitHub: lowercase letters,
// digits, "-" and "_", and a "-" for each space. Two of one text are a problem
// of their own, which no page has: the second would get a number.
func anchors(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		m := heading.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		all = append(all, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, m[1]))
	}
	return all
}
