// Functions that are built again, without a synth, when their sources change.

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/gobuild"
	"github.com/gatehouse-go/gatehouse/internal/synth/nodebuild"
	"github.com/gatehouse-go/gatehouse/internal/synth/pybuild"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/local"
)

// rebuild builds functions again and swaps them in. It is false when only a
// synth can tell what has changed.
func (d *dev) rebuild(ctx context.Context, src *sources, functions []code.RecipeFunction) (ok bool) {
	of := map[source.Language][]code.RecipeFunction{}
	for _, f := range functions {
		of[f.Main.Language] = append(of[f.Main.Language], f)
	}
	var errs []error
	errs = append(errs, d.rebuildScripts(ctx, src, of[source.Node], nodebuild.Build),
		d.rebuildScripts(ctx, src, of[source.Python], pybuild.Build))
	err := d.rebuildGo(ctx, of[source.Go])
	if errors.Is(err, errSynth) {
		return false
	}
	switch err := errors.Join(append(errs, err)...); {
	case ctx.Err() != nil:
	case err != nil:
		d.failed(err, (*local.Console).SetBuildProblem)
	case d.web != nil:
		d.web.SetBuildProblem("")
	}
	return true
}

// errSynth says that only a synth can tell what has changed.
var errSynth = errors.New("only a synth can tell what has changed")

// rebuildGo fails with errSynth when the packages of handlers compile but the
// functions don't.
func (d *dev) rebuildGo(ctx context.Context, functions []code.RecipeFunction) error {
	if len(functions) == 0 {
		return nil
	}
	begin := time.Now()
	dirs, err := gobuild.Build(ctx, mainsOf(functions))
	if err != nil {
		if ctx.Err() == nil && packagesBuild(ctx, functions) {
			return errSynth
		}
		return err
	}
	for i, f := range functions {
		d.builds++
		// The build's own folder is built into again; this version stays as it is.
		dir := filepath.Join(d.temp, "build-"+strconv.Itoa(d.builds))
		if err := os.CopyFS(dir, os.DirFS(dirs[i])); err != nil {
			return err
		}
		if err := d.swap(f, dir, begin); err != nil {
			return err
		}
		if old := d.built[f.Path]; old != "" {
			d.retire(old) // a program is large, and a day has many changes
		}
		d.built[f.Path] = dir
	}
	return nil
}

// rebuildScripts builds functions in another language than Go.
func (d *dev) rebuildScripts(ctx context.Context, src *sources, functions []code.RecipeFunction,
	build func(context.Context, []code.Main) ([]code.Built, error)) error {
	if len(functions) == 0 {
		return nil
	}
	begin := time.Now()
	built, err := build(ctx, mainsOf(functions))
	if err != nil {
		return err
	}
	var errs []error
	for i, f := range functions {
		src.add(f, built[i].Inputs)
		for _, p := range built[i].Problems {
			errs = append(errs, errors.New(p.Text))
		}
		if len(built[i].Problems) == 0 {
			errs = append(errs, d.swap(f, built[i].Dir, begin))
		}
	}
	return errors.Join(errs...)
}

func mainsOf(functions []code.RecipeFunction) []code.Main {
	mains := make([]code.Main, len(functions))
	for i, f := range functions {
		mains[i] = f.Main
	}
	return mains
}

// swap gives a function new code.
func (d *dev) swap(f code.RecipeFunction, dir string, begin time.Time) error {
	if err := d.server.Swap(f.Path, dir); err != nil {
		return err
	}
	d.log.Info(fmt.Sprintf("rebuilt %s in %v", f.Path, round(time.Since(begin))))
	return nil
}
