// Users of several Cognito user pools.

package authorizers

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// CognitoPools lets those call a route who send a valid token of one of several
// Cognito user pools in the header Authorization, such as customers and staff.
// The name tells the authorizers of an API apart. A route's scopes must hold one
// of an access token. Only REST APIs have it: a JWT authorizer of an HTTP API
// has one issuer, so there each pool is a [Cognito] authorizer with routes of
// its own.
func CognitoPools(name string, pools ...awscognito.IUserPool) Authorizer {
	a := cognitoPools{name: name, source: authorization}
	for i := len(pools) - 1; i >= 0; i-- {
		a.pools = poolList{pools[i], a.pools}
	}
	return a
}

type cognitoPools struct {
	name   string
	pools  any // poolList or nil
	source string
}

// poolList is a list that is comparable, link by link.
type poolList struct {
	pool awscognito.IUserPool
	rest any
}

func (a cognitoPools) Name() string { return a.name }
func (a cognitoPools) Kind() string {
	return fmt.Sprintf("the Cognito authorizer %q of several pools", a.name)
}
func (a cognitoPools) Public() bool { return false }
func (a cognitoPools) Scoped() bool { return true }

func (a cognitoPools) list() []awscognito.IUserPool {
	var out []awscognito.IUserPool
	for l, ok := a.pools.(poolList); ok; l, ok = l.rest.(poolList) {
		out = append(out, l.pool)
	}
	return out
}

func (a cognitoPools) Problems() []string {
	found := problems.In(fmt.Sprintf("authorizer %q", a.name))
	found.Each(nameProblem(a.name))
	found.Each(tokenSourceProblem(a.source))
	pools := a.list()
	if len(pools) == 0 {
		found.Add("has no user pool: name those whose users may call")
	}
	seen := map[awscognito.IUserPool]bool{}
	for i, pool := range pools {
		switch {
		case isnil.Any(pool):
			found.Add("user pool %d is nil", i+1)
		case seen[pool]:
			found.Add("user pool %s is named twice", *pool.Node().Path())
		}
		seen[pool] = true
	}
	return found.All()
}

func (a cognitoPools) withSource(source string) Authorizer {
	a.source = source
	return a
}

// BindREST implements [ForREST].
func (a cognitoPools) BindREST(RESTScope) RESTBinding {
	var arns []any
	for _, pool := range a.list() {
		arns = append(arns, poolARN(pool))
	}
	return newRESTAuthorizer(&awsapigateway.CfnAuthorizerProps{
		Name:           jsii.String(a.name),
		Type:           jsii.String("COGNITO_USER_POOLS"),
		IdentitySource: jsii.String(restSource(a.source)),
		ProviderArns:   &arns,
	})
}

// RESTProblems implements facet.RESTChecked.
func (a cognitoPools) RESTProblems() []string {
	return cognito{name: a.name, source: a.source}.RESTProblems()
}

// RESTWarnings are those of one pool: clients are not told apart.
func (a cognitoPools) RESTWarnings() []warning.Warning { return cognito{name: a.name}.RESTWarnings() }
