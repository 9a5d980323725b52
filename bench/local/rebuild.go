// How long a change of the source takes to be served, beside a build alone.

package main

// From a saved handler to the new answer, on examples/todo, beside what its
// "go build" alone takes.

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/gobuild"
)

const todo = "../examples/todo"

func rebuildTimes(temp string) error {
	handler := filepath.Join(todo, "functions", "health", "health.go")
	original, err := os.ReadFile(handler)
	if err != nil {
		return err
	}
	defer os.WriteFile(handler, original, 0o644)
	save := func(answer string) error {
		return os.WriteFile(handler, bytes.Replace(original, []byte(`"ok\n"`), []byte(`"`+answer+`\n"`), 1), 0o644)
	}
	cmd := exec.Command(filepath.Join(temp, "gatehouse"), "dev", "--port=4330", "--app-dir="+todo)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGINT)
		cmd.Wait()
	}()
	const url = "http://127.0.0.1:4330/health"
	if _, err := until(url, "ok"); err != nil {
		return fmt.Errorf("%w: %s", err, output.String())
	}
	time.Sleep(2 * time.Second) // it looks at the sources first
	var total, builds []time.Duration
	for i := range 6 {
		answer := fmt.Sprint("answer ", i)
		begin := time.Now()
		if err := save(answer); err != nil {
			return err
		}
		if _, err := until(url, answer); err != nil {
			return fmt.Errorf("%w: %s", err, output.String())
		}
		total = append(total, time.Since(begin))
		// The same step of go build, for an edit of the same kind.
		build, err := buildAlone(cmd.Process.Pid, save, i)
		if err != nil {
			return err
		}
		builds = append(builds, build)
		if _, err := until(url, fmt.Sprint("alone ", i)); err != nil {
			return err
		}
	}
	slices.Sort(total)
	slices.Sort(builds)
	fmt.Printf("from a saved handler to the new answer: %v; its go build alone: %v (medians of %d)\n",
		total[len(total)/2].Round(time.Millisecond), builds[len(builds)/2].Round(time.Millisecond), len(total))
	return nil
}

// buildAlone builds the function as gatehouse does, and takes the time. The
// server, which sees the same edit, is stopped meanwhile.
func buildAlone(server int, save func(string) error, i int) (time.Duration, error) {
	assemblies, err := filepath.Glob(filepath.Join(os.TempDir(), "gatehouse-dev-*", "assembly-*", code.RecipeFile))
	if err != nil || len(assemblies) == 0 {
		return 0, fmt.Errorf("no recipe: %v", err)
	}
	recipe, err := code.ReadRecipe(filepath.Dir(assemblies[len(assemblies)-1]))
	if err != nil {
		return 0, err
	}
	for _, f := range recipe.Functions {
		if strings.HasSuffix(f.Main.ImportPath, "functions/health") {
			_ = syscall.Kill(server, syscall.SIGSTOP)
			defer syscall.Kill(server, syscall.SIGCONT)
			if err := save(fmt.Sprint("alone ", i)); err != nil {
				return 0, err
			}
			begin := time.Now()
			_, err := gobuild.Build(context.Background(), []code.Main{f.Main})
			return time.Since(begin), err
		}
	}
	return 0, fmt.Errorf("the recipe has no functions/health")
}

// until asks until the answer has a text.
func until(url, want string) (time.Duration, error) {
	begin := time.Now()
	for time.Since(begin) < time.Minute {
		if response, err := http.Get(url); err == nil {
			body, _ := io.ReadAll(response.Body)
			response.Body.Close()
			if strings.Contains(string(body), want) {
				return time.Since(begin), nil
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	return 0, fmt.Errorf("no answer %q", want)
}
