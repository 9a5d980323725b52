// Package nagtest runs cdk-nag's packs for AWS Solutions and for serverless
// applications in tests of whole applications.
package nagtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// Check fails the test for each finding that the application does not accept,
// for each acceptance that accepts nothing, and for every other warning of the
// synth. It builds no functions.
func Check(t *testing.T, declare func(app awscdk.App)) {
	t.Helper()
	problems, err := check(t.TempDir(), declare)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
}

// check synthesises the application into a folder and returns what is wrong.
func check(dir string, declare func(app awscdk.App)) ([]string, error) {
	app := awscdk.NewApp(&awscdk.AppProps{
		AnalyticsReporting: jsii.Bool(false),
		Outdir:             jsii.String(dir),
		Context: &map[string]any{
			"aws:cdk:bundling-stacks":      []string{},
			"aws:cdk:enable-path-metadata": true, // says which resource of a template is which construct
		},
	})
	declare(app)
	awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(nil), nil)
	awscdk.Aspects_Of(app).Add(cdknag.NewServerlessChecks(nil), nil)
	app.Synth(nil)

	var problems []string
	messages, err := readMessages(dir)
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		first, _, _ := strings.Cut(m.text, "\n")
		problems = append(problems, fmt.Sprintf("%s: %s", m.path, first))
	}
	used, err := readUsed(dir)
	if err != nil {
		return nil, err
	}
	accepted, err := readAccepted(dir)
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
