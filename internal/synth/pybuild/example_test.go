// What a build says of handlers.

package pybuild_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/pybuild"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

func ExampleBuild() {
	dir, err := os.MkdirTemp("", "app-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "users.py"), []byte("def index(event, context):\n    return {}\n"), 0o644); err != nil {
		fmt.Println(err)
		return
	}
	built, err := pybuild.Build(context.Background(), []code.Main{{
		Language: source.Python, Source: "users", Runtime: "python3.13", GOARCH: "arm64",
		ModuleDir: dir, Dir: dir, File: "users.py",
		Routes: []code.Route{{Key: "GET /users", Module: "users", Func: "indx"}},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(built[0].Problems[0].Text)
	// Output: handler "users.indx": users.py has no function indx; it has index
}
