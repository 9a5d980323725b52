// Parsed templates, kept by their text.

package vtl

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"weak"
)

// maxForms bounds the memory, in bytes by estimate, of the parsed forms that are kept. A
// template that has not been used for longest is parsed again when it is used: so ten
// thousand templates, dense with references or not, stay under 50 MB.
const maxForms = 33_000_000

// What a tree takes, in bytes and by measure.
const (
	treeCost      = 160
	referenceCost = 32
	stepsCost     = 32 // of a reference that has any
	stepCost      = 48
	statementCost = 16 // of text or a reference, beside the reference
	directiveCost = 96
	operandCost   = 24
	operatorCost  = 64
)

// form is the parsed form of a text. Templates of the same text share one.
type form struct {
	text   string
	parsed atomic.Pointer[parsed] // nil if it has been dropped
	used   atomic.Bool            // since it was last passed over
	size   atomic.Int32           // of the last output
}

// parsed is a text's tree.
type parsed struct {
	tree  *tree
	block block
}

// forms are the forms of this process.
var forms = store{max: maxForms, byText: map[string]weak.Pointer[form]{}}

// store holds forms as long as there are templates that use them, and as many of their
// trees as fit.
type store struct {
	mu     sync.Mutex
	max    int
	cost   int
	byText map[string]weak.Pointer[form]
	kept   []*keeper // whose tree is kept, in the order in which they are looked at
	hand   int
	gone   int // forms that no template uses any more, among kept or dropped
}

// keeper is the place of a form in the order. It does not keep the form itself.
type keeper struct {
	form weak.Pointer[form]
	cost int
}

// get returns the form of a text.
func (s *store) get(text string) (*form, *Error) {
	s.mu.Lock()
	p, ok := s.byText[text]
	s.mu.Unlock()
	if ok {
		if f := p.Value(); f != nil {
			return f, nil
		}
	}
	f := &form{text: text}
	if _, err := s.parse(f); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.byText[text]; ok {
		if other := p.Value(); other != nil {
			return other, nil // parsed at the same time
		}
	}
	s.byText[text] = weak.Make(f)
	runtime.AddCleanup(f, s.forget, text)
	return f, nil
}

// forget drops a text that no template has any more.
func (s *store) forget(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.byText[text]; ok && p.Value() == nil {
		delete(s.byText, text)
	}
	s.gone++
}

// tree returns the tree of a form, which is parsed again if it was dropped.
func (s *store) tree(f *form) (*parsed, *Error) {
	if !f.used.Load() {
		f.used.Store(true)
	}
	if p := f.parsed.Load(); p != nil {
		return p, nil
	}
	return s.parse(f)
}

func (s *store) parse(f *form) (*parsed, *Error) {
	t := &tree{}
	p, err := parseInto(t, f.text)
	if err == nil && t.refused != nil {
		err = errorAt(f.text, *t.refused)
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !f.parsed.CompareAndSwap(nil, p) {
		return p, nil
	}
	k := &keeper{weak.Make(f), treeCost + t.cost}
	s.cost += k.cost
	if s.cost > s.max && s.gone > 0 {
		s.sweep()
	}
	for s.cost > s.max && len(s.kept) > 0 {
		s.drop()
	}
	s.kept = append(s.kept, k)
	return p, nil
}

// sweep takes away what no template uses any more.
func (s *store) sweep() {
	s.gone = 0
	s.kept = slices.DeleteFunc(s.kept, func(k *keeper) bool {
		if k.form.Value() != nil {
			return false
		}
		s.cost -= k.cost
		return true
	})
}

// drop takes away the next tree that has not been used since it was last looked at.
func (s *store) drop() {
	for {
		if s.hand >= len(s.kept) {
			s.hand = 0
		}
		k := s.kept[s.hand]
		f := k.form.Value()
		if f != nil && f.used.Swap(false) {
			s.hand++
			continue
		}
		if f != nil {
			f.parsed.Store(nil)
		}
		s.cost -= k.cost
		last := len(s.kept) - 1
		s.kept[s.hand] = s.kept[last]
		s.kept[last] = nil
		s.kept = s.kept[:last]
		return
	}
}
