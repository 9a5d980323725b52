// cdk-nag on the application under test.

package gatehousetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// Nag runs cdk-nag's packs for AWS Solutions and for serverless applications.
// Each finding that the application does not accept fails the test, and so does
// each acceptance of something that is no longer found, and every other warning
// of the synth. Findings are accepted with a reason by package
// constructs/nag. It builds no functions.
func Nag(t testing.TB, build func(app awscdk.App), props ...*awscdk.AppProps) {
	t.Helper()
	problems, err := nag(t, build, props)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
}

// nag synthesises the application and returns what is wrong.
func nag(t testing.TB, build func(app awscdk.App), props []*awscdk.AppProps) ([]string, error) {
	t.Helper()
	context := map[string]any{
		"aws:cdk:bundling-stacks":      []string{},
		"aws:cdk:enable-path-metadata": true, // says which resource of a template is which construct
	}
	checked := func(app awscdk.App) {
		build(app)
		awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(nil), nil)
		awscdk.Aspects_Of(app).Add(cdknag.NewServerlessChecks(nil), nil)
	}
	app, problem := synth(t, checked, props, context)
	if problem != "" {
		t.Fatal(problem)
	}

	var problems []string
	messages, err := readMessages(app.Dir)
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		first, _, _ := strings.Cut(m.text, "\n")
		problems = append(problems, fmt.Sprintf("%s: %s", m.path, first))
	}
	used, err := readUsed(app.Dir)
	if err != nil {
		return nil, err
	}
	accepted, err := readAccepted(app.Dir)
	if err != nil {
		return nil, err
	}
	for _, a := range accepted {
		if !used[a] {
			problems = append(problems, fmt.Sprintf("/%s: nothing is found any more that %s accepts: %s", a.path, a.rule, a.reason))
		}
	}
	slices.Sort(problems)
	return problems, nil
}
