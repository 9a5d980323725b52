// gatehouse diff: what changes for callers and for what is deployed.

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/appdiff"
	"github.com/gatehouse-go/gatehouse/internal/gomodule"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

type diffCommand struct {
	Old    string   `arg:"" help:"What is deployed: a cloud assembly (cdk.out) or a git revision."`
	New    string   `arg:"" optional:"" help:"What will be: the same. Default: the app in the folder as it is."`
	AppDir string   `help:"Folder of the app's cdk.json." default:"." placeholder:"DIR"`
	Format string   `help:"text, markdown (for a pull request) or json." default:"text" enum:"text,markdown,json"`
	FailOn []string `help:"Status 3 if there is one of ${concerns}; or none." default:"${gravest}" placeholder:"CONCERN"`
}

// found is the error of a comparison that found what the user wants to know of.
type found struct{}

func (found) Error() string { return "" }

func (c *diffCommand) Run(con *console) error {
	failOn, err := concerns(c.FailOn)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "gatehouse-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	var apps [2]*appdiff.App
	for i, name := range []string{c.Old, c.New} {
		dir, err := c.assemblyOf(con.ctx, name, filepath.Join(temp, fmt.Sprint(i)))
		if err != nil {
			return err
		}
		if apps[i], err = appdiff.Load(dir, gomodule.Prefix(c.AppDir)); err != nil {
			return err
		}
	}
	report := appdiff.Compare(apps[0], apps[1])
	var out strings.Builder
	switch c.Format {
	case "markdown":
		report.Markdown(&out)
	case "json":
		if err := report.JSON(&out); err != nil {
			return err
		}
	default:
		report.Text(&out)
	}
	fmt.Fprint(con.stdout, printable(out.String()))
	if report.Has(failOn...) {
		return found{}
	}
	return nil
}

// concerns reads the list of --fail-on.
func concerns(names []string) ([]appdiff.Concern, error) {
	var out []appdiff.Concern
	for _, name := range names {
		if name == "none" && len(names) == 1 {
			return nil, nil
		}
		if !slices.Contains(appdiff.Concerns(), appdiff.Concern(name)) {
			return nil, fmt.Errorf("--fail-on: there is no concern %q: they are %s, or none alone", name, join(appdiff.Concerns()))
		}
		out = append(out, appdiff.Concern(name))
	}
	return out, nil
}

// concernNames are what the help of --fail-on refers to.
func concernNames() kong.Vars {
	all := appdiff.Concerns()
	grave := slices.DeleteFunc(slices.Clone(all), func(c appdiff.Concern) bool { return c == appdiff.Tightens })
	return kong.Vars{"concerns": join(all), "gravest": strings.ReplaceAll(join(grave), ", ", ",")}
}

func join(list []appdiff.Concern) string {
	var names []string
	for _, c := range list {
		names = append(names, string(c))
	}
	return strings.Join(names, ", ")
}

// assemblyOf returns the folder of the assembly that a name means: a folder with
// one, a git revision, or the app as it is for "".
func (c *diffCommand) assemblyOf(ctx context.Context, name, temp string) (string, error) {
	if err := os.Mkdir(temp, 0o700); err != nil {
		return "", err
	}
	if name == "" {
		return c.synthIn(ctx, c.AppDir, filepath.Join(temp, "cdk.out"))
	}
	if _, err := os.Stat(filepath.Join(name, "manifest.json")); err == nil {
		return name, nil
	}
	r := repository{dir: c.AppDir}
	commit, err := r.commit(ctx, name)
	if err != nil {
		if info, statErr := os.Stat(name); statErr == nil && info.IsDir() {
			return "", fmt.Errorf("%s is a folder without manifest.json: name the one that \"cdk synth\" wrote, such as cdk.out, "+
				"or a git revision", name)
		}
		return "", fmt.Errorf("%q is neither a cloud assembly nor a git revision: %w", name, err)
	}
	dir, err := r.export(ctx, commit, filepath.Join(temp, "source"))
	if err != nil {
		return "", fmt.Errorf("revision %s: %w", name, err)
	}
	out, err := c.synthIn(ctx, dir, filepath.Join(temp, "cdk.out"))
	if err != nil {
		return "", fmt.Errorf("revision %s: %w", name, err)
	}
	return out, nil
}

// synthIn synthesises the app in a folder. Its functions are named but not built.
func (c *diffCommand) synthIn(ctx context.Context, dir, out string) (string, error) {
	p, err := openProject(dir)
	if err != nil {
		return "", err
	}
	context := listContext()
	context[code.DocumentsContext] = true
	return out, p.synth(ctx, out, context)
}
