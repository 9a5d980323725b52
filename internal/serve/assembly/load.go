// From the manifest to the stacks.

package assembly

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/places"
)

// reader is one assembly being read.
type reader struct {
	app        *App
	stacks     []*stack
	opened     int                  // assemblies and nested stacks
	functions  map[string]*Function // by ARN
	apis       map[string]*API      // by id
	roots      map[string]string    // ids of the root resources of REST APIs, by the API's id
	permits    []permission
	validators map[key]*Validator       // of REST APIs
	layers     map[string]*layerVersion // by ARN
	dummies    []string                 // what stands for lookups that were not made
	places     map[string]places.Places // of what is declared, by construct path
}

type manifest struct {
	Version   string
	Missing   []lookup
	Artifacts map[string]struct {
		Type                   string
		Environment            string
		DisplayName            string
		AdditionalMetadataFile string
		Metadata               map[string][]metadata
		Dependencies           []string
		Properties             struct {
			TemplateFile  string
			StackName     string
			DirectoryName string
			File          string
		}
	}
}

type metadata struct {
	Type string
	Data any
}

// Load reads the assembly in a folder. An error says that the folder is not a
// readable assembly; whatever is wrong inside is a Problem.
func Load(dir string) (*App, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	r := &reader{app: &App{Dir: dir}, functions: map[string]*Function{}, apis: map[string]*API{}, roots: map[string]string{},
		validators: map[key]*Validator{}, layers: map[string]*layerVersion{}, places: map[string]places.Places{}}
	if err := r.open(dir); err != nil {
		return nil, fmt.Errorf("cloud assembly %s: %w", dir, err)
	}
	for _, s := range slices.Clone(r.stacks) {
		if err := s.openNested(); err != nil {
			return nil, fmt.Errorf("cloud assembly %s: %w", dir, err)
		}
	}
	for _, s := range r.stacks {
		s.passParameters()
	}
	for _, s := range r.stacks {
		s.noteTransform()
	}
	r.listStacks()
	r.collectLayers()
	r.collectFunctions()
	r.collectAPIs()
	r.collectFronts()
	r.place()
	slices.SortFunc(r.app.APIs, func(a, b *API) int { return cmp.Compare(a.Path, b.Path) })
	slices.SortFunc(r.app.Documents, func(a, b Document) int { return cmp.Compare(a.Path, b.Path) })
	slices.SortFunc(r.app.Functions, func(a, b *Function) int { return cmp.Compare(a.Path, b.Path) })
	slices.SortFunc(r.app.Problems, func(a, b Problem) int { return cmp.Compare(a.String(), b.String()) })
	return r.app, nil
}

func (r *reader) problem(path, format string, args ...any) {
	r.app.Problems = append(r.app.Problems, Problem{path, fmt.Sprintf(format, args...)})
}

// maxParts is how many assemblies and nested stacks one may have: more are
// parts that lead back to themselves.
const maxParts = 1000

var errTooMany = fmt.Errorf("it has more than %d assemblies and nested stacks in it: does one contain itself?", maxParts)

// open reads the stacks of an assembly and of those inside it.
func (r *reader) open(dir string) error {
	if r.opened++; r.opened > maxParts {
		return errTooMany
	}
	text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("it has no manifest.json: run \"cdk synth\" first, or name the folder that it wrote")
	}
	if err != nil {
		return err
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return fmt.Errorf("manifest.json: %w", err)
	}
	r.noteMissing(m.Missing)
	assets := map[string]string{}
	for _, a := range m.Artifacts {
		if a.Type == "cdk:asset-manifest" {
			if err := readAssets(dir, a.Properties.File, assets); err != nil {
				r.problem(a.Properties.File, "%v", err) // its stacks are served without the assets
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(m.Artifacts)) {
		a := m.Artifacts[id]
		switch a.Type {
		case "cdk:cloud-assembly":
			if err := r.open(filepath.Join(dir, a.Properties.DirectoryName)); err != nil {
				return err
			}
		case "aws:cloudformation:stack":
			file := filepath.Join(dir, a.Properties.TemplateFile)
			t, err := readTemplate(file)
			if err != nil {
				r.problem(cmp.Or(a.DisplayName, id), "this stack is not served: %v", err)
				continue
			}
			s := &stack{
				all: r, dir: dir, file: file, template: t, assets: assets,
				name:       cmp.Or(a.Properties.StackName, id),
				parameters: map[string]any{}, nested: map[string]*stack{}, known: map[string]any{},
			}
			s.account, s.region = environment(a.Environment)
			if err := s.readPaths(a.Metadata, a.AdditionalMetadataFile, cmp.Or(a.DisplayName, id)); err != nil {
				return err
			}
			r.stacks = append(r.stacks, s)
		}
	}
	return nil
}

// readPaths learns the construct paths of the stack's resources.
func (s *stack) readPaths(inline map[string][]metadata, file, display string) error {
	s.path, _, _ = strings.Cut(display, " ") // "Beta/Outer (Beta-Outer)"
	s.paths = map[string]string{}
	if file != "" {
		text, err := os.ReadFile(filepath.Join(s.dir, file))
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, &inline); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(inline)) {
		for _, entry := range inline[path] {
			id, ok := entry.Data.(string)
			switch entry.Type {
			case "aws:cdk:asset":
				s.readOlderAsset(entry.Data)
			case openapi.Entry:
				s.readDocument(strings.TrimPrefix(path, "/"), entry.Data)
			case places.Metadata:
				s.all.readPlaces(strings.TrimPrefix(path, "/"), entry.Data)
			}
			if !ok || entry.Type != "aws:cdk:logicalId" {
				continue
			}
			// Those of nested stacks stand here too; a logical id may be in both.
			if s.template.Resources[id] != nil && s.paths[id] == "" {
				s.paths[id] = strings.TrimPrefix(path, "/")
			}
			s.innerPaths = append(s.innerPaths, innerPath{strings.TrimPrefix(path, "/"), id})
		}
	}
	return nil
}

// innerPath is the construct path of a resource of a stack or of a nested one.
type innerPath struct{ path, id string }

// nestedPaths are the paths of the resources of a nested stack.
func (s *stack) nestedPaths(prefix string) map[string]string {
	paths := map[string]string{}
	for _, p := range s.innerPaths {
		if strings.HasPrefix(p.path, prefix+"/") {
			paths[p.id] = p.path
		}
	}
	return paths
}

// environment reads "aws://account/region". Where the app leaves them open,
// they're the made-up account and the developer's region.
func environment(env string) (account, region string) {
	account, region, _ = strings.Cut(strings.TrimPrefix(env, "aws://"), "/")
	if account == "" || account == "unknown-account" {
		account = "000000000000"
	}
	if region == "" || region == "unknown-region" {
		region = cmp.Or(os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION"), "us-east-1")
	}
	return account, region
}

// readAssets learns where the assets are: from the key of each in its bucket.
func readAssets(dir, file string, assets map[string]string) error {
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return err
	}
	var doc struct {
		Files map[string]struct {
			Source       struct{ Path string }
			Destinations map[string]struct{ ObjectKey string }
		}
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for _, f := range doc.Files {
		for _, d := range f.Destinations {
			path := filepath.FromSlash(f.Source.Path)
			if !filepath.IsAbs(path) {
				path = filepath.Join(dir, path)
			}
			assets[d.ObjectKey] = path
		}
	}
	return nil
}
