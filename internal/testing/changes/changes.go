// Two declarations of a stack, and what a deployment makes of the second.

package changes

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/internal/redeploy"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// Changes is what a deployment does with a stack that is there.
type Changes struct{ *redeploy.Changes }

// Of compares what two declarations make of a stack. It builds no functions.
func Of(t *testing.T, before, after func(stack awscdk.Stack)) *Changes {
	t.Helper()
	var templates [2]synthtest.Template
	for i, declare := range []func(awscdk.Stack){before, after} {
		stack := synthtest.Stack()
		declare(stack)
		templates[i] = synthtest.Synth(t, stack)
	}
	return Between(t, templates[0], templates[1])
}

// Between compares two templates of one stack. A type of resource of which
// nothing is known ends the test.
func Between(t testing.TB, before, after synthtest.Template) *Changes {
	t.Helper()
	c := redeploy.Between(plain(before), plain(after))
	if len(c.Unknown) > 0 {
		t.Fatalf("nothing is known of %q: does the specification in internal/redeploy/generate have it?", c.Unknown)
	}
	return &Changes{c}
}

func plain(template synthtest.Template) redeploy.Template {
	out := redeploy.Template{Resources: map[string]redeploy.Resource{}}
	for id, r := range template.Resources {
		out.Resources[id] = redeploy.Resource{Type: r.Type, Properties: r.Properties, DependsOn: r.DependsOn, DeletionPolicy: r.DeletionPolicy}
	}
	return out
}

// Want checks the steps, in order: each text is the beginning of one. It checks
// too that no name is held twice, and that no REST stage serves what is gone.
func (c *Changes) Want(t testing.TB, steps ...string) {
	t.Helper()
	var got []string
	for _, s := range c.Steps {
		got = append(got, s.String())
	}
	same := len(got) == len(steps)
	for i := range min(len(got), len(steps)) {
		same = same && strings.HasPrefix(got[i], steps[i])
	}
	if !same {
		t.Errorf("the deployment does\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(steps, "\n"))
	}
	c.WantSafe(t)
}

// WantSafe checks that no name is held twice, and that no REST stage serves what
// is gone.
func (c *Changes) WantSafe(t testing.TB) {
	t.Helper()
	for _, text := range c.Conflicts() {
		t.Errorf("the service refuses the deployment: %s", text)
	}
	for _, text := range c.Stale() {
		t.Errorf("a stage serves what it should not: %s", text)
	}
}
