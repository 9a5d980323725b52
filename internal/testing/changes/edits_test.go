// Random edits of an application replace nothing.

package changes_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/internal/redeploy"
	"github.com/gatehouse-go/gatehouse/internal/testing/changes"
	"github.com/gatehouse-go/gatehouse/restapi"
)

// application is one that the test makes up: routes in the order of declaration,
// and stages.
type application struct {
	rest   bool
	routes []madeUp
	stages int
}

type madeUp struct {
	key, handler string
	iam          bool
}

func (a application) declare(stack awscdk.Stack) {
	auth := func(r madeUp) authorizers.Authorizer {
		if r.iam {
			return authorizers.IAM()
		}
		return authorizers.None()
	}
	if a.rest {
		props := &restapi.Props{}
		for i := range a.stages {
			props.Stages = append(props.Stages, restapi.Stage{Name: fmt.Sprint("s", i)})
		}
		api := restapi.New(stack, "Api", props)
		for _, r := range a.routes {
			api.Handle(restapi.Route{Key: r.key, Handler: r.handler, Auth: auth(r)})
		}
		return
	}
	props := &httpapi.Props{}
	for i := range a.stages {
		props.Stages = append(props.Stages, httpapi.Stage{Name: fmt.Sprint("s", i)})
	}
	api := httpapi.New(stack, "Api", props)
	for _, r := range a.routes {
		api.Handle(httpapi.Route{Key: r.key, Handler: r.handler, Auth: auth(r)})
	}
}

var (
	handlers = []string{"testdata/things.Get", "testdata/things.List", "testdata/users.Get", "testdata/users.List"}
	paths    = []string{"/", "/things", "/things/{id}", "/things/{id}/parts", "/users", "/users/{name}", "/files/{proxy+}"}
	methods  = []string{"GET", "POST", "PUT", "ANY"}
)

// keys are all routes that an application can have.
func keys(random *rand.Rand) []string {
	var all []string
	for _, path := range paths {
		for _, method := range methods {
			all = append(all, method+" "+path)
		}
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// edit is a change of an application, and what it may do besides updates.
type edit struct {
	name    string
	change  func(*application, *rand.Rand, string)
	creates bool
}

var edits = []edit{
	{"order", func(a *application, random *rand.Rand, _ string) {
		random.Shuffle(len(a.routes), func(i, j int) { a.routes[i], a.routes[j] = a.routes[j], a.routes[i] })
	}, false},
	{"name of a handler", func(a *application, _ *rand.Rand, _ string) {
		r := &a.routes[0]
		if folder, found := strings.CutSuffix(r.handler, ".Get"); found {
			r.handler = folder + ".List"
		} else {
			r.handler = strings.TrimSuffix(r.handler, ".List") + ".Get"
		}
	}, false},
	{"one more route", func(a *application, random *rand.Rand, key string) {
		a.routes = slices.Insert(a.routes, random.IntN(len(a.routes)+1), madeUp{key, handlers[random.IntN(len(handlers))], false})
	}, true},
	{"another authorizer", func(a *application, _ *rand.Rand, _ string) { a.routes[0].iam = !a.routes[0].iam }, false},
	{"another stage", func(a *application, _ *rand.Rand, _ string) { a.stages++ }, true},
}

// Whatever an application is, an edit replaces nothing, deletes nothing but the
// deployment of a REST API, and leaves no stage behind. GATEHOUSE_EDITS says how
// many are tried.
func TestRandomEdits(t *testing.T) {
	n := 15
	if text := os.Getenv("GATEHOUSE_EDITS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	for seed := range n {
		random := rand.New(rand.NewPCG(uint64(seed), 17))
		all := keys(random)
		before := application{rest: seed%2 == 0, stages: 1 + random.IntN(2)}
		count := 1 + random.IntN(6)
		for _, key := range all[:count] {
			before.routes = append(before.routes, madeUp{key, handlers[random.IntN(len(handlers))], random.IntN(3) == 0})
		}
		after := before
		after.routes = slices.Clone(before.routes)
		edit := edits[seed%len(edits)]
		edit.change(&after, random, all[count])

		c := changes.Of(t, before.declare, after.declare)
		wrong := func(step string) bool { return !strings.HasSuffix(step, " AWS::ApiGateway::Deployment") }
		if bad := slices.Concat(c.With(redeploy.Replace), slices.DeleteFunc(c.With(redeploy.Delete), func(s string) bool { return !wrong(s) })); len(bad) > 0 {
			t.Errorf("seed %d, %s: %v of %+v: replaces or deletes %v", seed, edit.name, after, before, bad)
		}
		if made := c.With(redeploy.Create); !edit.creates && slices.ContainsFunc(made, wrong) {
			t.Errorf("seed %d, %s: %v of %+v: creates %v", seed, edit.name, after, before, made)
		}
		if (edit.name == "order") && len(c.Steps) > 0 {
			t.Errorf("seed %d, %s: %v of %+v: does %v", seed, edit.name, after, before, c.Steps)
		}
		c.WantSafe(t)
		if t.Failed() {
			return
		}
	}
}
