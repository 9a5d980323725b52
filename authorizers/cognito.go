// Users of a Cognito user pool.

package authorizers

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// Cognito lets those call a route who send a valid token of a Cognito user pool
// in the header Authorization, made for one of the pool's clients. The name
// tells the authorizers of an API apart. A route's scopes must hold one of an
// access token.
func Cognito(name string, pool awscognito.IUserPool, clients ...awscognito.IUserPoolClient) Authorizer {
	a := cognito{name: name, pool: pool, source: authorization}
	for i := len(clients) - 1; i >= 0; i-- {
		a.clients = clientList{clients[i], a.clients}
	}
	return a
}

type cognito struct {
	name    string
	pool    awscognito.IUserPool
	clients any // clientList or nil
	source  string
}

// clientList is a list that is comparable, link by link.
type clientList struct {
	client awscognito.IUserPoolClient
	rest   any
}

func (a cognito) Name() string { return a.name }
func (a cognito) Kind() string { return fmt.Sprintf("the Cognito authorizer %q", a.name) }
func (a cognito) Public() bool { return false }
func (a cognito) Scoped() bool { return true }

func (a cognito) list() []awscognito.IUserPoolClient {
	var out []awscognito.IUserPoolClient
	for l, ok := a.clients.(clientList); ok; l, ok = l.rest.(clientList) {
		out = append(out, l.client)
	}
	return out
}

func (a cognito) Problems() []string {
	found := problems.In(fmt.Sprintf("authorizer %q", a.name))
	found.Each(nameProblem(a.name))
	found.Each(tokenSourceProblem(a.source))
	if isnil.Any(a.pool) {
		found.Add("has no user pool: it is nil")
	}
	clients := a.list()
	switch {
	case len(clients) == 0:
		found.Add("has no client: every token of the pool would do, also those for other applications; name yours")
	case len(clients) > maxAudiences:
		found.Add("has %d clients; an authorizer can have %d", len(clients), maxAudiences)
	}
	for i, c := range clients {
		switch {
		case isnil.Any(c):
			found.Add("client %d is nil", i+1)
		case !isnil.Any(a.pool) && ofAnotherPool(c, a.pool):
			found.Add("client %s belongs to another user pool than %s: its tokens would be refused", *c.Node().Path(), *a.pool.Node().Path())
		}
	}
	return found.All()
}

// ofAnotherPool reports whether a client is known to belong to another pool than
// the given one. Imported clients are not checked.
func ofAnotherPool(client awscognito.IUserPoolClient, pool awscognito.IUserPool) bool {
	made, ok := client.(awscognito.UserPoolClient)
	if !ok || made.Node().DefaultChild() == nil {
		return false
	}
	cfn, ok := made.Node().DefaultChild().(awscognito.CfnUserPoolClient)
	if !ok {
		return false
	}
	stack := awscdk.Stack_Of(client)
	text := func(v any) string {
		resolved, _ := json.Marshal(stack.Resolve(v))
		return string(resolved)
	}
	return text(cfn.UserPoolId()) != text(pool.UserPoolId())
}

func (a cognito) BindHTTP(HTTPScope) HTTPBinding {
	var audience []string
	for _, c := range a.list() {
		audience = append(audience, *c.UserPoolClientId())
	}
	issuer := fmt.Sprintf("https://cognito-idp.%s.amazonaws.com/%s", cmp.Or(regionOf(a.pool), *a.pool.Env().Region), *a.pool.UserPoolId())
	return bindJWT(a.name, a.source, issuer, audience)
}

// regionOf returns the region in the id of a pool, which is that of the pool; ""
// of an id that is not known at synth. The CDK takes a pool imported by its id
// for one in the region of the stack.
func regionOf(pool awscognito.IUserPool) string {
	if m := poolID.FindStringSubmatch(*pool.UserPoolId()); m != nil {
		return m[1]
	}
	return ""
}

// poolID is what ids look like. (Cognito API reference, UserPoolType.)
var poolID = regexp.MustCompile(`^([a-z]{2}(?:-[a-z]+)+-[0-9]+)_[0-9A-Za-z]+$`)

// poolARN returns the ARN of a pool, in the region in its id.
func poolARN(pool awscognito.IUserPool) *string {
	region := regionOf(pool)
	if region == "" || region == *pool.Env().Region {
		return pool.UserPoolArn()
	}
	return awscdk.Stack_Of(pool).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("cognito-idp"), Region: &region, Account: pool.Env().Account,
		Resource: jsii.String("userpool"), ResourceName: pool.UserPoolId(),
	})
}

func (a cognito) withSource(source string) Authorizer {
	a.source = source
	return a
}

// BindREST implements [ForREST].
func (a cognito) BindREST(RESTScope) RESTBinding {
	return newRESTAuthorizer(&awsapigateway.CfnAuthorizerProps{
		Name:           jsii.String(a.name),
		Type:           jsii.String("COGNITO_USER_POOLS"),
		IdentitySource: jsii.String(restSource(a.source)),
		ProviderArns:   &[]any{poolARN(a.pool)},
	})
}

// RESTProblems implements facet.RESTChecked.
func (a cognito) RESTProblems() []string {
	if strings.HasPrefix(a.source, "$request.header.") || token.In(a.source) {
		return nil
	}
	return []string{fmt.Sprintf("authorizer %q: identity source %q: a REST API looks for Cognito's tokens in a header", a.name, a.source)}
}

// RESTWarnings are what a REST API does otherwise than an HTTP API, and what
// to do about it.
func (a cognito) RESTWarnings() []warning.Warning {
	return []warning.Warning{warning.New(warning.CognitoAnyClient, "authorizer %q: a REST API takes tokens of every client of the user pool: "+
		"give routes scopes that only yours has, or compare the claim client_id or aud in the function", a.name)}
}
