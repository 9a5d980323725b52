// Paths of routes: which of them takes a request, and which can't.

package front

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// maxPath is the most characters of a path pattern (CloudFront API reference,
// CacheBehavior).
const maxPath = 255

// pathChars are what a path pattern may have besides letters and digits
// (CloudFront developer guide, "Path pattern").
const pathChars = `_-.*$/~"'@:+&?`

// pathProblem says what is wrong with a path, "" if nothing.
func pathProblem(path string) string {
	switch {
	case path == "":
		return `its Path is empty: write one such as "/api/*", or "/*" for all`
	case !strings.HasPrefix(path, "/"):
		return fmt.Sprintf("the Path starts with a slash: write %q", "/"+path)
	case len(path) > maxPath:
		return fmt.Sprintf("the Path has %d characters; CloudFront takes up to %d", len(path), maxPath)
	}
	for _, r := range path {
		if r > 127 || !isLetterOrDigit(r) && !strings.ContainsRune(pathChars, r) {
			if r == '{' || r == '}' {
				return fmt.Sprintf(`%q: CloudFront knows no parameters: write "*" for any text`, path)
			}
			return fmt.Sprintf("%q: CloudFront takes no %q in a path", path, r)
		}
	}
	return ""
}

func isLetterOrDigit(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// weight is how much of a path is said: its characters that are no wildcards.
func weight(path string) int {
	return len(path) - strings.Count(path, "*") - strings.Count(path, "?")
}

// inOrder sorts routes as CloudFront is to try them: what says most first.
func inOrder(a, b *route) int {
	return cmp.Or(weight(b.Path)-weight(a.Path), strings.Count(a.Path, "*")-strings.Count(b.Path, "*"), strings.Compare(a.Path, b.Path))
}

// isDefault reports whether a path takes every request.
func isDefault(path string) bool { return path == "/*" || path == "*" }

// overlap returns a path that two patterns match; "" for none.
func overlap(a, b string) string {
	type state struct{ i, j int }
	seen := map[state]bool{}
	var visit func(i, j int) (string, bool)
	visit = func(i, j int) (string, bool) {
		if seen[state{i, j}] {
			return "", false
		}
		seen[state{i, j}] = true
		if i == len(a) && j == len(b) {
			return "", true
		}
		if i < len(a) && a[i] == '*' {
			if rest, ok := visit(i+1, j); ok {
				return rest, true
			}
		}
		if j < len(b) && b[j] == '*' {
			if rest, ok := visit(i, j+1); ok {
				return rest, true
			}
		}
		if i == len(a) || j == len(b) {
			return "", false
		}
		x, y := a[i], b[j]
		nextI, nextJ := i+1, j+1
		if x == '*' {
			nextI = i
		}
		if y == '*' {
			nextJ = j
		}
		wild := func(c byte) bool { return c == '*' || c == '?' }
		var char byte
		switch {
		case wild(x) && wild(y):
			if x == '*' && y == '*' {
				return "", false // one of them ends first: tried above
			}
			char = 'x'
		case wild(x):
			char = y
		case wild(y):
			char = x
		case x == y:
			char = x
		default:
			return "", false
		}
		rest, ok := visit(nextI, nextJ)
		return string(char) + rest, ok
	}
	path, ok := visit(0, 0)
	if !ok {
		return ""
	}
	return path
}

// checkPaths finds paths that are wrong, are declared twice, or of which it can't
// be said which takes a request.
func (f *Front) checkPaths() {
	routes := slices.Clone(f.routes)
	for _, r := range routes {
		if text := pathProblem(r.Path); text != "" {
			f.problem(r.pos, "route %q: %s", r.Path, text)
		}
	}
	if n := len(routes); n > maxBehaviors+1 {
		f.warn(f.pos, behaviorQuota, "%d routes: CloudFront takes %d behaviors besides the one for \"/*\" unless AWS raises the quota",
			n, maxBehaviors)
	}
	for i, r := range routes {
		for _, earlier := range routes[:i] {
			switch {
			case pathProblem(r.Path) != "" || pathProblem(earlier.Path) != "":
			case r.Path == earlier.Path || isDefault(r.Path) && isDefault(earlier.Path):
				f.problem(r.pos, "route %q: declared already at %s", r.Path, earlier.pos)
			case weight(r.Path) == weight(earlier.Path):
				if path := overlap(r.Path, earlier.Path); path != "" {
					f.problem(r.pos, "route %q: %q declared at %s takes %s too, and neither says more: make one longer",
						r.Path, earlier.Path, earlier.pos, path)
				}
			}
		}
	}
}

// prefix is what CutPrefix takes off a path.
func prefix(path string) (string, bool) {
	before, found := strings.CutSuffix(path, "/*")
	if !found {
		before = path
	}
	return before, before != "" && !strings.ContainsAny(before, "*?")
}
