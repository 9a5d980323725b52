// One version of an application.

package appdiff

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/redeploy"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/serve/documents"
	"github.com/gatehouse-go/gatehouse/local"
)

// App is one version of an application.
type App struct {
	apis    map[string]*api // by construct path
	domains map[string]*assembly.Domain
	stacks  map[string]*stack              // by name
	docs    map[string]*documents.Document // by construct path of the API
	notes   []string
}

// api is an API, as it is served and as it is described.
type api struct {
	*assembly.API
	routes map[string]*route // by key
}

// route is a route with its handler.
type route struct {
	*assembly.Route
	described local.Route
}

// stack is the template of a stack.
type stack struct {
	assembly.Stack
	template redeploy.Template
}

// Load reads the assembly in a folder. Handlers are named without the prefix, the
// way from the module's folder to the app's.
func Load(dir, prefix string) (*App, error) {
	read, err := assembly.Load(dir)
	if err != nil {
		return nil, err
	}
	described, err := local.Describe(dir)
	if err != nil {
		return nil, err
	}
	app := &App{apis: map[string]*api{}, domains: map[string]*assembly.Domain{}, stacks: map[string]*stack{},
		docs: map[string]*documents.Document{}}
	for _, d := range documents.Of(read) {
		app.docs[d.Path] = d
	}
	for _, p := range read.Problems {
		app.notes = append(app.notes, p.String())
	}
	handlers := map[string]local.Route{}
	for _, a := range described {
		for _, r := range a.Routes {
			r.Handler = strings.TrimPrefix(r.Handler, prefix)
			handlers[a.Path+" "+r.Key] = r
		}
	}
	for _, a := range read.APIs {
		one := &api{API: a, routes: map[string]*route{}}
		for _, r := range a.Routes {
			one.routes[r.Key] = &route{r, handlers[a.Path+" "+r.Key]}
		}
		app.apis[a.Path] = one
		for _, p := range a.Problems {
			app.notes = append(app.notes, p.String())
		}
	}
	for _, d := range read.Domains {
		app.domains[d.Name] = d
	}
	for _, s := range read.Stacks {
		template, err := readTemplate(s.File)
		if err != nil {
			return nil, err
		}
		app.stacks[s.Name] = &stack{s, template}
	}
	return app, nil
}

func readTemplate(file string) (redeploy.Template, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return redeploy.Template{}, err
	}
	var raw struct{ Resources map[string]json.RawMessage }
	if err := json.Unmarshal(text, &raw); err != nil {
		return redeploy.Template{}, fmt.Errorf("%s: %w", file, err)
	}
	template := redeploy.Template{Resources: map[string]redeploy.Resource{}}
	for id, text := range raw.Resources {
		if strings.HasPrefix(strings.TrimSpace(string(text)), "[") {
			continue // Fn::ForEach, which is noted as not served
		}
		var r redeploy.Resource
		if err := json.Unmarshal(text, &r); err != nil {
			return template, fmt.Errorf("%s: resource %s: %w", file, id, err)
		}
		if r.Type != "AWS::CDK::Metadata" {
			template.Resources[id] = r
		}
	}
	return template, nil
}
