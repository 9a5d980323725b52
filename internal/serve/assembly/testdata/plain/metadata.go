// The assembly is kept in the repository: what names this machine goes.

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
)

// strip takes the stack traces out of the metadata files of an assembly.
func strip(dir string) error {
	for _, pattern := range []string{"*.metadata.json", "*/*.metadata.json"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return err
		}
		for _, file := range files {
			if err := stripFile(file); err != nil {
				return err
			}
		}
	}
	return nil
}

func stripFile(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var doc map[string][]map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		return err
	}
	for path, entries := range doc {
		doc[path] = slices.DeleteFunc(entries, func(e map[string]any) bool { return e["type"] != "aws:cdk:logicalId" })
		if len(doc[path]) == 0 {
			delete(doc, path)
		}
	}
	text, err = json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
