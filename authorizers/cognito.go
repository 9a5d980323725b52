// Users of a Cognito user pool.

package authorizers

import (
	"encoding/json"
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
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
	var out []string
	add := func(format string, args ...any) {
		out = append(out, fmt.Sprintf("authorizer %q: ", a.name)+fmt.Sprintf(format, args...))
	}
	if p := nameProblem(a.name); p != "" {
		add("%s", p)
	}
	if p := tokenSourceProblem(a.source); p != "" {
		add("%s", p)
	}
	if isnil.Any(a.pool) {
		add("has no user pool: it is nil")
	}
	clients := a.list()
	switch {
	case len(clients) == 0:
		add("has no client: every token of the pool would do, also those for other applications; name yours")
	case len(clients) > maxAudiences:
		add("has %d clients; an authorizer can have %d", len(clients), maxAudiences)
	}
	for i, c := range clients {
		switch {
		case isnil.Any(c):
			add("client %d is nil", i+1)
		case !isnil.Any(a.pool) && ofAnotherPool(c, a.pool):
			add("client %s belongs to another user pool than %s: its tokens would be refused", *c.Node().Path(), *a.pool.Node().Path())
		}
	}
	return out
}

// ofAnotherPool tells whether a client is known to belong to another pool than
// the given one. Of an imported client nothing is known.
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

func (a cognito) BindHTTP(api HTTPScope) HTTPBinding {
	var audience []string
	for _, c := range a.list() {
		audience = append(audience, *c.UserPoolClientId())
	}
	issuer := fmt.Sprintf("https://cognito-idp.%s.amazonaws.com/%s", *a.pool.Env().Region, *a.pool.UserPoolId())
	return bindJWT(api, a.name, a.source, issuer, audience)
}

func (a cognito) withSource(source string) Authorizer {
	a.source = source
	return a
}
