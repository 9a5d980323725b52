// Places in the assembly.

package api_test

import (
	"runtime"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/internal/places"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// here is the place of the line that calls it.
func here() string {
	_, file, line, _ := runtime.Caller(1)
	return places.Of(file, line)
}

// TestPlacesAreInTheAssembly: routes of all kinds of API, of extensions and of
// definitions, and authorizers, know where they are declared.
func TestPlacesAreInTheAssembly(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		stack := synthtest.Stack()
		api := k.make(stack, nil, false)
		handle(k, api, target)
		loaded := load(t, *stack.Node().Root().(awscdk.App).Synth(nil).Directory())
		if len(loaded.APIs) != 1 || len(loaded.APIs[0].Routes) < 3 {
			t.Fatalf("got %+v", loaded.APIs)
		}
		if place := loaded.APIs[0].Place; !inThisFolder(place, "kinds_test.go") {
			t.Errorf("the API's place is %q", place)
		}
		for _, r := range loaded.APIs[0].Routes {
			if !inThisFolder(r.Place, "kinds_test.go") && !inThisFolder(r.Place, "alias_test.go") {
				t.Errorf("%s: place %q", r.Key, r.Place)
			}
		}
	})
}

func TestPlacesOfAuthorizersExtensionsAndDefinitions(t *testing.T) {
	for name, definition := range map[string]bool{"resources": false, "definition": true} {
		stack := synthtest.Stack()
		login := authorizers.JWT("login", "https://login.example.com", "app")
		api, declared := httpapi.New(stack, "Api", &httpapi.Props{DefaultAuth: login, Definition: definition}), here()
		api.Handle(httpapi.Route{Key: "GET /a", Integration: target})
		inAPI := here()
		if !definition {
			more := httpapi.Extend(constructs.NewConstruct(stack, jsii.String("More")), "Ext", api, nil)
			more.Handle(httpapi.Route{Key: "GET /b", Integration: target})
		}
		loaded := load(t, *stack.Node().Root().(awscdk.App).Synth(nil).Directory()).APIs[0]
		if loaded.Place != declared {
			t.Errorf("%s: the API's place is %q, not %s", name, loaded.Place, declared)
		}
		for _, r := range loaded.Routes {
			file, line, ok := assembly.Position(r.Place)
			_, declaredAt, _ := assembly.Position(inAPI)
			switch {
			case !ok || !inThisFolder(file+":1", "places_test.go"):
				t.Errorf("%s: %s: place %q", name, r.Key, r.Place)
			case r.Key == "GET /a" && (line != declaredAt-1 || r.Authorizer.Place != declared):
				t.Errorf("%s: place %s, authorizer %q", name, r.Place, r.Authorizer.Place)
			case r.Key == "GET /b" && line != declaredAt+3:
				t.Errorf("%s: the extension's route is at %s", name, r.Place)
			}
		}
	}
}

func load(t *testing.T, dir string) *assembly.App {
	t.Helper()
	app, err := assembly.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return app
}

func inThisFolder(place, file string) bool {
	name, _, ok := assembly.Position(place)
	return ok && name == "internal/synth/api/"+file
}
