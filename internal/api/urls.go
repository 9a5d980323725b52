// Where clients reach the stages of an API.

package api

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/plan"
)

// askedURL is a URL that a user asked for.
type askedURL struct {
	pos   plan.Pos
	what  string
	stage *Stage
}

// StageURL returns the URL of a stage, "" is the main one, for a user who calls
// what. A custom domain may be mapped until synth, so the URL may be a token.
func (a *API) StageURL(pos plan.Pos, what, scheme, name string) string {
	s := a.stageNamed(name)
	if s == nil {
		a.Problem(pos, "%s: there is no stage %q; there are %s", what, name, StagesOf(a.Stages))
		return scheme + "://unknown"
	}
	a.urls = append(a.urls, askedURL{pos, what, s})
	if s.view.Mapped != "" {
		return a.URL(s, scheme)
	}
	return *awscdk.Lazy_String(&late{func() string { return a.URL(s, scheme) }}, nil)
}

// stageNamed returns a stage, "" is the main one; nil if there is none.
func (a *API) stageNamed(name string) *Stage {
	for _, s := range a.Stages {
		if name == "" || s.Name == name {
			return s
		}
	}
	return nil
}

// late is a text that is known when the template is made.
type late struct{ text func() string }

// Produce implements awscdk.IStableStringProducer.
func (l *late) Produce() *string { return jsii.String(l.text()) }

// URL is where clients reach a stage, without a slash at its end: by the custom
// domain if it has one.
func (a *API) URL(s *Stage, scheme string) string {
	if s.view.Mapped != "" {
		_, rest, _ := strings.Cut(s.view.Mapped, "://")
		return scheme + "://" + strings.TrimSuffix(rest, "/")
	}
	stack := awscdk.Stack_Of(a.Construct)
	url := fmt.Sprintf("%s://%s.execute-api.%s.%s", scheme, a.ID, *stack.Region(), *stack.UrlSuffix())
	if s.Name == plan.HTTP.Stage {
		return url
	}
	return url + "/" + s.Name
}

// reachable tells whether clients reach a stage.
func (a *API) reachable(s *Stage) bool { return s.view.Mapped != "" || !a.View.DisableEndpoint }

// OutputURLs makes an output of the stack for each stage that clients reach:
// that of the main one has the id given, the others add their name.
func (a *API) OutputURLs(id, what, scheme string) {
	for i, s := range a.Stages {
		if !a.reachable(s) {
			continue
		}
		child, description := id, what+" of "+a.Shown
		if i > 0 {
			child, description = id+":"+s.Name, description+", stage "+s.Name
		}
		awscdk.NewCfnOutput(a.Construct, jsii.String(child), &awscdk.CfnOutputProps{
			Value: jsii.String(a.URL(s, scheme)), Description: jsii.String(description),
		})
	}
}
