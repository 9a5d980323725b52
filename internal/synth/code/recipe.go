// The recipe of a local synth: how to build each function again without one.

package code

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// RecipeFile is the recipe's name in a cloud assembly. It holds paths of the
// machine, so only a synth for local use writes one.
const RecipeFile = "gatehouse.json"

// Recipe says how the functions of a cloud assembly are built.
type Recipe struct {
	Functions []RecipeFunction
}

// RecipeFunction is how one function is built.
type RecipeFunction struct {
	Path string // construct path of the function: "Todo/Api/functions:todos"
	Main Main

	// Inputs are the files and folders whose change means a build, absolute; nil
	// for Go, whose packages the go command knows.
	Inputs []string `json:",omitempty"`
}

// Write puts the recipe into the folder of a cloud assembly.
func (r Recipe) Write(dir string) error {
	r.Functions = slices.SortedFunc(slices.Values(r.Functions), func(a, b RecipeFunction) int { return strings.Compare(a.Path, b.Path) })
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, RecipeFile), text, 0o644)
}

// ReadRecipe reads the recipe of a cloud assembly. One that has none gives an
// empty recipe.
func ReadRecipe(dir string) (Recipe, error) {
	var r Recipe
	text, err := os.ReadFile(filepath.Join(dir, RecipeFile))
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		return r, fmt.Errorf("recipe of the cloud assembly: %w", err)
	}
	return r, nil
}

// TargetContext is the context key of the CDK app that says which system
// functions are built for: Linux with the function's own architecture unless
// it is TargetHost, the system of the machine that builds.
const TargetContext = "gatehouse:target"

// DocumentsContext is the context key of a CDK app for the documents of its APIs:
// true has the types of handlers read also where functions are not built, false
// switches documents off.
const DocumentsContext = "gatehouse:documents"

// TargetHost is the value of TargetContext for local use.
const TargetHost = "host"
