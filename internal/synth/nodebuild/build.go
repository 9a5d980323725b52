// All functions at once, those that have not changed left as they are.

package nodebuild

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

// Build makes the code of functions and returns what became of each, in their
// order. The error says that nothing could be built.
func Build(ctx context.Context, mains []code.Main) ([]code.Built, error) {
	root, err := code.CacheDir("node")
	if err != nil {
		return nil, fmt.Errorf("nodebuild: %w", err)
	}
	c := cache(root)
	built := make([]code.Built, len(mains))
	errs := make([]error, len(mains))
	var all sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range mains {
		all.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			if errs[i] = ctx.Err(); errs[i] == nil {
				built[i], errs[i] = c.build(&mains[i])
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("nodebuild: %w", err)
		}
	}
	c.trim()
	return built, nil
}

// build makes the code of one function, unless it is there.
func (c cache) build(m *code.Main) (code.Built, error) {
	if known, ok := c.known(m); ok {
		return known, nil
	}
	began := time.Now()
	b, problems := bundleOf(m)
	if len(problems) > 0 {
		return code.Built{Inputs: b.inputs, Problems: problems}, nil
	}
	files := b.files
	files["index.mjs"] = []byte(entry(m, b))
	if m.File == "" {
		if err := addFolder(files, m.Dir, b.inputs); err != nil {
			return code.Built{}, err
		}
		b.inputs = append(b.inputs, m.Dir)
	}
	dir, err := c.store(files)
	if err != nil {
		return code.Built{}, err
	}
	built := code.Built{Dir: dir, Inputs: b.inputs}
	return built, c.remember(m, built, began)
}
