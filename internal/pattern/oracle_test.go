// The tree against its documentation, by brute force: every pattern is tried by
// a regular expression of its own, and of those that match the first in the
// order of doc.go must be the tree's answer.

package pattern

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// written is a pattern as this oracle reads it: nothing in here is the parser's.
type written struct {
	method, text string
	parts        []part
	whole        *regexp.Regexp
}

// part is a segment.
type part struct {
	rank    int // 0 literal, 1 mixed, 2 {name}, 3 {name+}, 4 {name*}
	bytes   int // of text
	params  int
	regexps int
	text    string // with the names taken out
}

var inBraces = regexp.MustCompile(`\{(\w+)(\+|\*|:[^}]*)?\}`)

func read(method, text string) written {
	w := written{method: method, text: text}
	var expr strings.Builder
	for s := range strings.SplitSeq(text[1:], "/") {
		p := part{text: inBraces.ReplaceAllString(s, "{$2}")}
		literal := inBraces.ReplaceAllString(s, "")
		p.bytes = len(literal)
		expr.WriteString("/")
		last := 0
		for _, at := range inBraces.FindAllStringSubmatchIndex(s, -1) {
			expr.WriteString(regexp.QuoteMeta(s[last:at[0]]))
			last = at[1]
			p.params++
			kind := ""
			if at[4] >= 0 {
				kind = s[at[4]:at[5]]
			}
			switch {
			case kind == "+":
				p.rank = 3
				expr.WriteString("(.+)")
			case kind == "*":
				p.rank = 4
				expr.WriteString("(.*)")
			case kind != "":
				p.regexps++
				expr.WriteString("(" + kind[1:] + ")")
			default:
				expr.WriteString("([^/]+)")
			}
		}
		expr.WriteString(regexp.QuoteMeta(s[last:]))
		switch {
		case p.params == 0 || p.rank > 0:
		case p.bytes == 0 && p.params == 1 && p.regexps == 0:
			p.rank = 2
		default:
			p.rank = 1
		}
		w.parts = append(w.parts, p)
	}
	w.whole = regexp.MustCompile("^(?s:" + expr.String() + ")$")
	return w
}

func (w written) greedy() bool { return w.parts[len(w.parts)-1].rank >= 3 }

func (w written) shape() string {
	var shape []string
	for _, p := range w.parts {
		shape = append(shape, p.text)
	}
	return strings.Join(shape, "/")
}

// before orders patterns that match one path as doc.go does.
func before(a, b written) int {
	if a.greedy() != b.greedy() {
		return compareBool(a.greedy(), b.greedy())
	}
	if a.greedy() && len(a.parts) != len(b.parts) {
		return len(b.parts) - len(a.parts)
	}
	for i := range min(len(a.parts), len(b.parts)) {
		x, y := a.parts[i], b.parts[i]
		order := cmp.Compare(x.rank, y.rank)
		if order == 0 && x.rank == 1 {
			order = cmp.Or(y.bytes-x.bytes, compareBool(x.regexps == 0, y.regexps == 0), x.params-y.params, strings.Compare(x.text, y.text))
		}
		if order != 0 {
			return order
		}
	}
	return compareBool(a.method == Any, b.method == Any)
}

// compareBool puts false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func TestTreeAgreesWithBruteForce(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	matched := 0
	for range 3000 {
		var tree Tree[string]
		var all []written
		for range 1 + random.IntN(10) {
			w := read(pick("GET", "POST", Any), randomPattern(random))
			clash := slices.ContainsFunc(all, func(o written) bool { return o.method == w.method && o.shape() == w.shape() })
			if _, ok := tree.Add(w.method, mustParse(t, w.text), w.method+" "+w.text); ok == clash {
				t.Fatalf("%s %s: taken %t beside %q", w.method, w.text, ok, texts(all))
			}
			if !clash {
				all = append(all, w)
			}
		}
		slices.SortStableFunc(all, before)
		for range 20 {
			method, path := pick("GET", "POST", "PUT"), randomPath(random)
			i := slices.IndexFunc(all, func(w written) bool {
				return (w.method == Any || w.method == method) && w.whole.MatchString(path)
			})
			route, values := tree.Match(method, path, false, nil)
			switch {
			case (route != nil) != (i >= 0), route != nil && route.Value != all[i].method+" "+all[i].text:
				t.Fatalf("%s %s of %q: %v, by brute force %d", method, path, texts(all), route, i)
			case route != nil:
				matched++
				if want := all[i].whole.FindStringSubmatch(path)[1:]; !slices.Equal(values, want) {
					t.Fatalf("%s %s by %s: values %q, by brute force %q", method, path, route.Value, values, want)
				}
			}
		}
	}
	if matched < 10_000 {
		t.Errorf("only %d matches: the patterns are too different to test anything", matched)
	}
}

func texts(all []written) (list []string) {
	for _, w := range all {
		list = append(list, w.method+" "+w.text)
	}
	return list
}

// randomPattern makes patterns that often meet.
func randomPattern(r *rand.Rand) string {
	segments := []string{"a", "b", "ab", "{%s}", "{%s}", "{%s:[ab]}", "a{%s}", "{%s}b", "{%s:a+}b", "a{%[1]s}{%[1]sx:b*}"}
	var b strings.Builder
	for i := range r.IntN(4) {
		s := segments[r.IntN(len(segments))]
		if strings.Contains(s, "%") {
			s = fmt.Sprintf(s, string(rune('p'+i))+[]string{"", "q"}[r.IntN(2)])
		}
		b.WriteString("/" + s)
	}
	switch r.IntN(8) {
	case 0:
		b.WriteString("/{rest+}")
	case 1:
		b.WriteString("/{rest*}")
	case 2:
		b.WriteString("/")
	}
	return cmp.Or(b.String(), "/")
}

func randomPath(r *rand.Rand) string {
	segments := []string{"a", "b", "ab", "aab", "abb", "c", ""}
	var b strings.Builder
	for range 1 + r.IntN(5) {
		b.WriteString("/" + segments[r.IntN(len(segments))])
	}
	return b.String()
}
