// The set of functions that is being served.

package functions

import (
	"fmt"
	"log/slog"
	"maps"
	"os"
	"reflect"
	"slices"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/local/internal/fault"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Config is what functions run with, beside their own settings.
type Config struct {
	Environment map[string]string // added to that of every function, and wins over what the template has
	Workers     int               // the most processes of one function at a time; 0 is 10
	Log         *slog.Logger      // receives each line that a function writes; nil drops them
	Traces      *trace.Recorder   // receives them, too; nil drops them

	// Exports gives the address to which a function exports what it measures, by
	// OTLP over HTTP. Functions whose own settings have one export there. Nil has
	// none.
	Exports func(function string) string

	// Faults are those that the developer has switched on; nil has none.
	Faults *fault.Switches

	// Projects are the folders in whose modules, and those of the folders above,
	// the AWS SDK is looked for that Lambda's runtimes bring.
	Projects []string
}

// Unable is the error of a function that cannot run here, for example because
// it is a container image.
type Unable struct{ Reason string }

func (e *Unable) Error() string { return e.Reason }

// function is one that can be called, or the reason why not.
type function struct {
	def    *assembly.Function
	reason string
	config lambdaruntime.Config
	place  *trace.Place

	mu    sync.Mutex
	pools map[string]*lambdaruntime.Function // by version: each has processes of its own
	ended bool
}

// pool is the processes of a version of the function. The first event starts them.
func (f *function) pool(version string) *lambdaruntime.Function {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.pools[version]
	if p == nil {
		config := f.config
		config.Version = version
		p = lambdaruntime.New(config)
		if f.ended {
			p.Close()
			return p
		}
		if f.pools == nil {
			f.pools = map[string]*lambdaruntime.Function{}
		}
		f.pools[version] = p
	}
	return p
}

// end returns what the function has started; it starts no more.
func (f *function) end() []*lambdaruntime.Function {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended = true
	return slices.Collect(maps.Values(f.pools))
}

// Set is the functions of the assembly that is being served. Its methods may be
// called concurrently.
type Set struct {
	cfg  Config
	temp string // for inline code, archives and bootstraps; removed by Close

	asides sync.WaitGroup // what is done beside everything else; Close waits for it

	mu       sync.RWMutex
	byPath   map[string]*function
	unpacked map[string]string                    // folders of layers by their file
	retired  map[*lambdaruntime.Function]struct{} // still at their last events
	said     map[string]bool                      // runtimes that another version stands in for, as was said
}

// New returns an empty set.
func New(cfg Config) (*Set, error) {
	temp, err := os.MkdirTemp("", "gatehouse-")
	if err != nil {
		return nil, err
	}
	return &Set{
		cfg: cfg, temp: temp,
		byPath: map[string]*function{}, unpacked: map[string]string{}, said: map[string]bool{}, retired: map[*lambdaruntime.Function]struct{}{},
	}, nil
}

// Load takes over the functions of an assembly. Those that are the same keep
// their processes; the others finish what they have.
func (s *Set) Load(defs []*assembly.Function) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := make(map[string]*function, len(defs))
	for _, def := range defs {
		if old := s.byPath[def.Path]; old != nil && reflect.DeepEqual(old.def, def) {
			next[def.Path] = old
		} else {
			next[def.Path] = s.prepare(def)
		}
	}
	for path, old := range s.byPath {
		if next[path] != old {
			s.retire(old)
		}
	}
	s.byPath = next
}

// Swap gives the function with that construct path new code: a folder with its
// program. Events under way end in the old one.
func (s *Set) Swap(path, dir string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.byPath[path]
	if old == nil {
		return fmt.Errorf("there is no function %s", path)
	}
	def := *old.def
	def.Dir = dir
	s.byPath[path] = s.prepare(&def)
	s.retire(old)
	return nil
}

// retire lets a function end in its own time; s.mu is held.
func (s *Set) retire(f *function) {
	for _, pool := range f.end() {
		s.endLater(pool)
	}
}

// endLater ends a pool after its last events; s.mu is held.
func (s *Set) endLater(pool *lambdaruntime.Function) {
	pool.Retire()
	s.retired[pool] = struct{}{}
	go func() {
		pool.Wait()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.retired, pool)
	}()
}

func (s *Set) get(def *assembly.Function) *function {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.byPath[def.Path]
}

// Find returns the function with that construct path, or nil.
func (s *Set) Find(path string) *assembly.Function {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if f := s.byPath[path]; f != nil {
		return f.def
	}
	return nil
}

// Workers is how many processes of the function with that construct path run.
func (s *Set) Workers(path string) (n int) {
	s.mu.RLock()
	f := s.byPath[path]
	s.mu.RUnlock()
	if f == nil {
		return 0
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, pool := range f.pools {
		n += pool.Workers()
	}
	return n
}

// Paths returns the construct paths of all functions, sorted.
func (s *Set) Paths() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Sorted(maps.Keys(s.byPath))
}

// Reason says why a function cannot run here, or is empty. Of a function that
// was not loaded it knows what the assembly says.
func (s *Set) Reason(def *assembly.Function) string {
	if f := s.get(def); f != nil {
		return f.reason
	}
	if len(def.Problems) > 0 {
		return def.Problems[0].String()
	}
	return ""
}

// Close ends all processes. It returns when that is done.
func (s *Set) Close() {
	s.mu.Lock()
	pools := slices.Collect(maps.Keys(s.retired))
	for _, f := range s.byPath {
		pools = append(pools, f.end()...)
	}
	s.byPath = map[string]*function{}
	s.mu.Unlock()
	for _, pool := range pools {
		pool.Close()
	}
	s.asides.Wait()
	os.RemoveAll(s.temp)
}
