// Memory of parsed templates, and what is done when there are too many.

package vtl

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"weak"
)

func heap() int64 {
	var m runtime.MemStats
	for range 4 { // what has a cleanup goes later
		runtime.GC()
		runtime.Gosched()
	}
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// ordinary is a template of 40 lines, most of them members of an object. All but the
// shape of its lines depends on i.
func ordinary(i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "#set($in%d = $input.path('$.part%d'))\n{\n", i, i)
	for line := range 36 {
		switch line % 9 {
		case 3:
			fmt.Fprintf(&b, "  \"field%d_%d\": \"$util.escapeJavaScript($in%d.name%d)\",\n", i, line, i, line)
		case 7:
			fmt.Fprintf(&b, "  #if($in%d.flag%d)\"field%d\": true,#end\n", i, line, i)
		default:
			fmt.Fprintf(&b, "  \"field%d_%d\": \"$in%d.value%d\",\n", i, line, i, line)
		}
	}
	fmt.Fprintf(&b, "  \"n\": %d\n}", i)
	return b.String()
}

func dense(i int) string { return forty[:len(forty)-1] + fmt.Sprintf(", \"n\": %d}", i) }

// TestMemory holds what ten thousand parsed templates keep, their texts included. None is
// like another.
func TestMemory(t *testing.T) {
	const n, most = 10_000, 50_000_000
	for name, text := range map[string]func(int) string{"ordinary": ordinary, "dense": dense} {
		before := heap()
		s := store{max: maxForms, byText: map[string]weak.Pointer[form]{}}
		kept := make([]*Template, n)
		for i := range kept {
			f, err := s.get(text(i))
			if err != nil {
				t.Fatal(err)
			}
			kept[i] = &Template{name: "t", form: f}
		}
		took := heap() - before
		parsed := 0
		for _, tpl := range kept {
			if tpl.form.parsed.Load() != nil {
				parsed++
			}
		}
		t.Logf("%d %s templates of %d bytes take %.1f MB; %d have their trees", n, name, len(text(0)), float64(took)/1e6, parsed)
		if took > most || took < n*int64(len(text(0))) || parsed < n/2 {
			t.Errorf("%s: %d bytes, %d trees", name, took, parsed)
		}
		runtime.KeepAlive(kept)
	}
}

// TestTreeSize holds how much the tree of one template takes beside its text.
func TestTreeSize(t *testing.T) {
	const n = 100
	for _, c := range []struct {
		text string
		most int64
	}{{forty, 5000}, {ordinary(1), 4000}, {strings.Repeat("$a", 500), 25_000}, {strings.Repeat("#set($x = 1 + 2)", 300), 70_000}, {strings.Repeat("#if($x)a#end", 300), 60_000}, {"plain", 200}} {
		var kept [n]*parsed
		cost := 0
		before := heap()
		for i := range kept {
			tr := &tree{}
			kept[i], _ = parseInto(tr, c.text)
			cost = tr.cost + treeCost
		}
		each := (heap() - before) / n
		t.Logf("the tree of %d bytes takes %d, by estimate %d", len(c.text), each, cost)
		if each > c.most || int64(cost) < each/2 || int64(cost) > 2*each+treeCost {
			t.Errorf("the tree of %s takes %d bytes", quote(c.text), each)
		}
		runtime.KeepAlive(kept)
	}
}

// TestDroppedTrees: a template whose tree was dropped works as before, one that is used
// is dropped last, equal texts share a form, and what is not used is forgotten.
func TestDroppedTrees(t *testing.T) {
	s := store{max: 4 * (treeCost + 2*statementCost + referenceCost), byText: map[string]weak.Pointer[form]{}}
	get := func(i int) *form {
		f, err := s.get(fmt.Sprintf("%d $x", i))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	first := get(0)
	if get(0) != first {
		t.Error("equal texts have two forms")
	}
	var all []*form
	for i := range 40 {
		if _, err := s.tree(first); err != nil {
			t.Fatal(err)
		}
		all = append(all, get(1+i))
	}
	with := 0
	for _, f := range all {
		if f.parsed.Load() != nil {
			with++
		}
	}
	if first.parsed.Load() == nil || with == 0 || with > 4 {
		t.Errorf("the tree in use is kept: %v; %d others have theirs", first.parsed.Load() != nil, with)
	}
	if p, err := s.tree(all[0]); err != nil || len(p.block.nodes) != 1 || s.cost > s.max {
		t.Errorf("a dropped tree comes back as %v, %v; %d of %d", p, err, s.cost, s.max)
	}
	runtime.KeepAlive(all)
	all, first = nil, nil
	for range 100 {
		runtime.GC()
		s.mu.Lock()
		left := len(s.byText)
		s.mu.Unlock()
		if left == 0 {
			return
		}
		runtime.Gosched()
	}
	t.Error("texts that nobody uses are not forgotten")
}
