// Where clients reach the stages of an API.

package api

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// askedURL is a URL that a user asked for.
type askedURL struct {
	pos   plan.Pos
	what  string
	stage *Stage
}

// StageURL returns where clients reach a stage, "" is the main one, for a user
// who asks. A custom domain may be mapped until synth, so it may be a token.
func (a *API) StageURL(pos plan.Pos, name string) string {
	return a.ask(pos, "StageURL", name, a.URL)
}

// ConnectionsURL is likewise for the connections of a stage.
func (a *API) ConnectionsURL(pos plan.Pos, name string) string {
	return a.ask(pos, "ConnectionsURL", name, a.ConnectionsURLOf)
}

func (a *API) ask(pos plan.Pos, what, name string, url func(*Stage) string) string {
	s := a.stageNamed(name)
	if s == nil {
		a.Problem(pos, "%s: there is no stage %q; there are %s", what, name, StagesOf(a.Stages))
		return "https://unknown"
	}
	if asked := (askedURL{pos, what, s}); !slices.Contains(a.urls, asked) {
		a.urls = append(a.urls, asked)
	}
	return *awscdk.Lazy_String(&lazyText{func() string { return url(s) }}, nil)
}

// checkURLs reports who asked for the URL of a stage that has none. Functions,
// also those of other APIs, may ask until all are made.
func (a *API) checkURLs() {
	for _, asked := range a.urls {
		if !a.reachable(asked.stage) {
			why := "no custom domain that is known here leads to the stage"
			if asked.stage.view.Reached {
				why = "what leads to the stage has no one address: a wildcard, or a rule that looks at headers"
			}
			a.Problem(asked.pos, "%s: stage %q has no URL: the endpoint is switched off, and %s", asked.what, asked.stage.shown, why)
		}
	}
}

// stageNamed returns a stage, "" is the main one; nil if there is none.
func (a *API) stageNamed(name string) *Stage {
	for _, s := range a.Stages {
		if name == "" || s.Called(name) {
			return s
		}
	}
	return nil
}

// lazyText is a text that is known when the template is made.
type lazyText struct{ text func() string }

// Produce implements awscdk.IStableStringProducer.
func (l *lazyText) Produce() *string { return jsii.String(l.text()) }

// URL is where clients reach a stage, without a slash at its end: by the custom
// domain if it has one.
func (a *API) URL(s *Stage) string {
	scheme := "https"
	if a.Kind.Messages {
		scheme = "wss"
	}
	if s.view.Mapped != "" {
		return mapped(s, scheme)
	}
	return a.endpoint(s, scheme)
}

// ConnectionsURLOf is the URL below which /@connections of a stage is. The
// endpoint of the API serves them also if clients come by a custom domain, with
// neither its DNS nor its certificate in the way.
func (a *API) ConnectionsURLOf(s *Stage) string {
	if a.View.DisableEndpoint && s.view.Mapped != "" {
		return mapped(s, "https")
	}
	return a.endpoint(s, "https")
}

func mapped(s *Stage, scheme string) string {
	_, rest, _ := strings.Cut(s.view.Mapped, "://")
	return scheme + "://" + strings.TrimSuffix(rest, "/")
}

func (a *API) endpoint(s *Stage, scheme string) string {
	stack := awscdk.Stack_Of(a.Construct)
	url := fmt.Sprintf("%s://%s.execute-api.%s.%s", scheme, a.ID, *stack.Region(), *stack.UrlSuffix())
	if s.Name == plan.HTTP.Stage {
		return url
	}
	return url + "/" + s.Name
}

// reachable reports whether clients reach a stage.
func (a *API) reachable(s *Stage) bool { return s.view.Mapped != "" || !a.View.DisableEndpoint }

// OutputURLs makes an output of the stack for each stage that clients reach:
// that of the main one has the id given, the others add their name.
func (a *API) OutputURLs(id, what string, url func(*Stage) string) {
	for i, s := range a.Stages {
		if !a.reachable(s) {
			continue
		}
		child, description := id, what+" of "+a.Shown
		if i > 0 {
			child, description = id+":"+s.Name, description+", stage "+s.Name
		}
		awscdk.NewCfnOutput(a.Construct, jsii.String(child), &awscdk.CfnOutputProps{
			Value: jsii.String(url(s)), Description: jsii.String(description),
		})
	}
}
