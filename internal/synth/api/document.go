// The document of an API, written into the cloud assembly beside the templates.

package api

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/synth/facet"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

var documentKinds = map[*plan.Kind]string{plan.HTTP: openapi.HTTP, plan.REST: openapi.REST, plan.WebSocket: openapi.WebSocket}

// document writes the document of the API, and names it in the construct's
// metadata.
func (a *API) document() {
	stage := awscdk.Stage_Of(a.Construct)
	if documents, _ := a.app.Documented(); !documents || stage == nil {
		return
	}
	path := *a.Construct.Node().Path()
	described := a.describe(path)
	var doc any
	if a.Kind.Messages {
		doc = openapi.BuildAsync(described)
	} else {
		doc = openapi.Build(described)
	}
	named := openapi.Named{File: openapi.FileName(path, described.Kind), Kind: described.Kind, Of: pathOf(a.Of), Types: len(a.described) > 0}
	text, err := openapi.Marshal(doc)
	if err == nil {
		err = openapi.WriteFile(filepath.Join(*stage.Outdir(), named.File), text)
	}
	if err != nil {
		a.Problem(a.Pos, "the document of the API can't be written: %v", err)
		return
	}
	a.Construct.Node().AddMetadata(jsii.String(openapi.Entry), map[string]any{
		"file": named.File, "kind": named.Kind, "of": named.Of, "types": named.Types,
	}, nil)
}

// pathOf is the construct path of an API that is extended, "" if there is none.
func pathOf(of any) string {
	if c, ok := of.(constructs.IConstruct); ok && !isnil.Any(of) {
		return *c.Node().Path()
	}
	return ""
}

// describe says what documents need of the plan.
func (a *API) describe(path string) *openapi.API {
	out := &openapi.API{Path: path, Kind: documentKinds[a.Kind], Title: known(a.Shown, path), Description: known(a.Description, ""),
		Types: &a.types, Selection: known(a.Selection, "")}
	for _, r := range a.plan.Routes {
		if r.Preflight {
			continue
		}
		route := &openapi.Route{Key: r.Key.String(), Scopes: r.Scopes, Of: a.described[r.Key]}
		if auth, ok := r.Auth.(facet.Identified); ok {
			route.Auth = withoutTokens(auth.Identity())
		} else if !r.Auth.Public() {
			route.Auth = &openapi.Auth{Name: r.Auth.Name(), Type: openapi.Lambda}
		}
		switch {
		case r.Function != nil:
			route.Handler = handlerOf(r)
			route.Leads = fmt.Sprintf("the handler %s", route.Handler)
		case r.Target != nil:
			if target, ok := r.Target.(integrations.Integration); ok {
				route.Leads = target.Kind()
			}
		}
		if a.Document != nil {
			a.Document(r, route)
		}
		out.Routes = append(out.Routes, route)
	}
	return out
}

// handlerOf is the handler of a route as users name it.
func handlerOf(r *plan.Planned) string {
	for _, of := range r.Function.Routes {
		if of.Key == r.Key {
			return r.Function.Source.Path + "." + of.Func.Name
		}
	}
	return ""
}

// known returns a text that holds no token of the CDK, which only a deployment
// can fill in.
func known(text, otherwise string) string {
	if token.In(text) {
		return otherwise
	}
	return text
}

func withoutTokens(a *openapi.Auth) *openapi.Auth {
	if a == nil {
		return nil
	}
	a.Issuer = known(a.Issuer, "")
	a.Audience = slices.DeleteFunc(slices.Clone(a.Audience), token.In)
	a.Sources = slices.DeleteFunc(slices.Clone(a.Sources), token.In)
	return a
}
