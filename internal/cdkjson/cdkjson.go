// Package cdkjson reads what the CDK's command reads of a folder: cdk.json and
// the context that it keeps in cdk.context.json.
//
//	config, err := cdkjson.Read("examples/todo")
//	// config.App == "go run ."
package cdkjson

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
)

// Config is what a folder's files say.
type Config struct {
	Dir     string         // absolute
	App     string         // the command that runs the app; may be empty
	Output  string         // where "cdk synth" writes, relative to Dir
	Context map[string]any // of cdk.context.json and, winning over it, cdk.json
	Exclude []string       // patterns of files that "cdk watch" does not follow
}

// Read reads the files of a folder. One without cdk.json gives fs.ErrNotExist.
func Read(dir string) (*Config, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "cdk.json"))
	if err != nil {
		return nil, err
	}
	var file struct {
		App     string
		Output  string
		Context map[string]any
		Watch   struct{ Exclude oneOrMany }
	}
	if err := json.Unmarshal(text, &file); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field == "App" {
			return nil, fmt.Errorf(
				`cdk.json: "app" is a JSON %s: it must be a string, the command that runs the CDK app, e.g. "go run ."`, wrong.Value)
		}
		return nil, fmt.Errorf("cdk.json: %w", err)
	}
	c := &Config{Dir: dir, App: file.App, Output: file.Output, Context: map[string]any{}, Exclude: file.Watch.Exclude}
	if c.Output == "" {
		c.Output = "cdk.out"
	}
	// What lookups found before; the command keeps it there.
	if text, err := os.ReadFile(filepath.Join(dir, "cdk.context.json")); err == nil {
		if err := json.Unmarshal(text, &c.Context); err != nil {
			return nil, fmt.Errorf("cdk.context.json: %w", err)
		}
	}
	maps.Copy(c.Context, file.Context)
	return c, nil
}

// Find reads the nearest cdk.json in a folder or above it, up to the folder
// with go.mod. It returns nil if there is none.
func Find(dir string) (*Config, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	for {
		config, err := Read(dir)
		if !errors.Is(err, fs.ErrNotExist) {
			return config, err
		}
		_, err = os.Stat(filepath.Join(dir, "go.mod"))
		if err == nil || dir == filepath.Dir(dir) {
			return nil, nil
		}
		dir = filepath.Dir(dir)
	}
}

// oneOrMany reads a text or a list of them.
type oneOrMany []string

func (o *oneOrMany) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*o = oneOrMany{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(o))
}
