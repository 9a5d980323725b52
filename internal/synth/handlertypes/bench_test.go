// What reading types adds to a synth with a warm build cache.

package handlertypes_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/handlertypes"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
)

func BenchmarkTwentyPackages(b *testing.B) {
	var archive strings.Builder
	archive.WriteString("-- go.mod --\nmodule example.com/app\n")
	var paths []string
	for i := range 20 {
		fmt.Fprintf(&archive, `-- functions/p%d/p.go --
package p%d

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

type In struct {
	ID   string %s
	Name string %s
}

func Get(ctx context.Context, req *router.Request) (any, error) { return nil, nil }

func Create(ctx context.Context, in In) (In, error) { return in, nil }
`, i, i, "`path:\"id\"`", "`json:\"name\" check:\"required\"`")
		paths = append(paths, fmt.Sprintf("example.com/app/functions/p%d", i))
	}
	dir := testmodule.New(b, archive.String())
	read := func() {
		pkgs, err := handlertypes.Load(context.Background(), handlertypes.Target{ModuleDir: dir, GOOS: "linux", GOARCH: "arm64"}, paths...)
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range pkgs {
			if problems := p.Typed("Create", []handlertypes.Route{{Key: "POST /x/{id}", Names: []string{"id"}}}); len(problems) > 0 {
				b.Fatal(problems)
			}
		}
	}
	read() // compiles what the packages import
	for b.Loop() {
		read()
	}
}
