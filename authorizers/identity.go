// What callers identify themselves by, for the documents that describe APIs.

package authorizers

import (
	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/synth/facet"
)

var _ = []facet.Identified{none{}, iam{}, jwt{}, cognito{}, cognitoPools{}, lambda{}, tokenAuth{}, fromHTTP{}}

// Identity implements facet.Identified.
func (none) Identity() *openapi.Auth { return nil }

// Identity implements facet.Identified.
func (iam) Identity() *openapi.Auth { return &openapi.Auth{Type: openapi.IAM} }

// Identity implements facet.Identified.
func (a jwt) Identity() *openapi.Auth {
	return &openapi.Auth{Name: a.name, Type: openapi.JWT, Issuer: a.issuer, Audience: a.audience.items(), Sources: []string{a.source}}
}

// Identity implements facet.Identified.
func (a cognito) Identity() *openapi.Auth {
	return &openapi.Auth{Name: a.name, Type: openapi.Cognito, Sources: []string{a.source}}
}

// Identity implements facet.Identified.
func (a cognitoPools) Identity() *openapi.Auth {
	return &openapi.Auth{Name: a.name, Type: openapi.Cognito, Sources: []string{a.source}}
}

// Identity implements facet.Identified.
func (a lambda) Identity() *openapi.Auth {
	return &openapi.Auth{Name: a.name, Type: openapi.Lambda, Sources: a.sources.items()}
}

// Identity implements facet.Identified.
func (a tokenAuth) Identity() *openapi.Auth {
	return &openapi.Auth{Name: a.name, Type: openapi.Lambda, Sources: []string{"$request.header." + a.header}}
}

// Identity implements facet.Identified. Of an authorizer of the CDK the kind is
// known, and not where it looks.
func (a fromHTTP) Identity() *openapi.Auth {
	switch a.kind() {
	case "NONE":
		return nil
	case "AWS_IAM":
		return &openapi.Auth{Type: openapi.IAM}
	case "JWT":
		return &openapi.Auth{Name: "jwt", Type: openapi.JWT, Sources: []string{authorization}}
	}
	return &openapi.Auth{Type: openapi.Lambda}
}
