// What the APIs of a stack lead to, and who may call them: functions, a backend, a
// queue, tokens.

package definitions

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/gatehouse-go/gatehouse/authorizers"
)

// outside is what is there once for all APIs.
type outside struct {
	backend string            // an HTTP server that answers with what it was sent
	service string            // the same in the place of AWS services
	tokens  map[string]string // by what is right or wrong with them
}

const (
	issuer     = "https://login.example.com"
	poolARN    = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abcdefghi"
	poolIssuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abcdefghi"
	goodKey    = "THE-KEY" // stands for the value of an API's own key
)

func newOutside(t *testing.T) *outside {
	o := &outside{tokens: map[string]string{}}
	backend := httptest.NewServer(http.HandlerFunc(echo))
	service := httptest.NewServer(http.HandlerFunc(echo))
	t.Cleanup(backend.Close)
	t.Cleanup(service.Close)
	o.backend, o.service = backend.URL, service.URL
	now := time.Now()
	for name, claims := range map[string]map[string]any{
		"jwt":     {"iss": issuer, "aud": "app"},
		"read":    {"iss": issuer, "aud": "app", "scope": "read"},
		"other":   {"iss": issuer, "aud": "other"},
		"old":     {"iss": issuer, "aud": "app", "exp": now.Add(-time.Hour).Unix()},
		"cognito": {"iss": poolIssuer, "aud": "app", "token_use": "id"},
		"access":  {"iss": poolIssuer, "client_id": "app", "token_use": "access", "scope": "read"},
	} {
		all := map[string]any{"sub": "alice", "exp": now.Add(time.Hour).Unix(), "iat": now.Unix()}
		for claim, v := range claims {
			all[claim] = v
		}
		o.tokens[name] = sign(t, all)
	}
	return o
}

// signingKey is that of all issuers.
var signingKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// publicKeys are what the server takes for the keys of all issuers.
func publicKeys(t *testing.T) *jose.JSONWebKeySet {
	key, err := signingKey()
	if err != nil {
		t.Fatal(err)
	}
	return &jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "one", Use: "sig"}}}
}

func sign(t *testing.T, claims map[string]any) string {
	key, err := signingKey()
	if err != nil {
		t.Fatal(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "one"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// echo answers with the request; what it can't know is left out.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h := r.Header.Clone()
	for _, name := range []string{"Authorization", "X-Amz-Date", "X-Amz-Security-Token", "Amz-Sdk-Invocation-Id", "Amz-Sdk-Request"} {
		h.Del(name) // of signatures
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Access-Control-Allow-Origin", "https://backend.example.com")
	w.Header().Set("X-Backend", r.Header.Get("X-Say"))
	if r.URL.Query().Get("fail") != "" {
		w.WriteHeader(http.StatusTeapot)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"method": r.Method, "uri": r.RequestURI, "header": h, "body": string(body)})
}

// program answers events of routes with the event, and those of authorizers as the
// token says. The answer has the form that ANSWER names.
const program = `
exports.handler = async (e) => {
	if (e.type !== 'REQUEST' && e.type !== 'TOKEN') {
		const q = e.queryStringParameters || {};
		if (q.fail) throw Object.assign(new Error(q.fail), {stack: ''}); // places differ
		return {statusCode: q.status ? +q.status : 200, body: JSON.stringify(e),
			headers: {'content-type': 'application/json', 'access-control-allow-origin': 'https://fn.example.com', 'x-fn': 'yes'}};
	}
	const h = e.headers || {}, token = e.authorizationToken || h['x-token'] || h['X-Token'] || h['authorization'] || h['Authorization'] || '';
	const allow = token.includes('good');
	if (token.includes('fail')) throw Object.assign(new Error('failed'), {stack: ''});
	const context = {token, n: 7, version: e.version || ''};
	if (process.env.ANSWER === 'simple') return {isAuthorized: allow, context};
	return {principalId: 'me', context,
		policyDocument: {Version: '2012-10-17', Statement: [{Effect: allow ? 'Allow' : 'Deny', Action: 'execute-api:Invoke', Resource: '*'}]}};
};`

// world is what the APIs of one stack share.
type world struct {
	*outside
	answers, simple, policy awslambda.IFunction
	pool                    awscognito.IUserPool
	queue                   awssqs.IQueue
}

func newWorld(stack awscdk.Stack, o *outside) *world {
	fn := func(id, answer string) awslambda.IFunction {
		return awslambda.NewFunction(stack, jsii.String(id), &awslambda.FunctionProps{
			Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"), Code: awslambda.Code_FromInline(jsii.String(program)),
			Environment: &map[string]*string{"ANSWER": jsii.String(answer)},
		})
	}
	return &world{
		outside: o, answers: fn("Answers", ""), simple: fn("Simple", "simple"), policy: fn("Policy", "policy"),
		pool:  awscognito.UserPool_FromUserPoolArn(stack, jsii.String("Pool"), jsii.String(poolARN)),
		queue: awssqs.NewQueue(stack, jsii.String("Queue"), nil),
	}
}

// authorizers are those that APIs of a kind may have.
func (w *world) authorizers(rest bool) []authorizers.Authorizer {
	sources := []string{"$request.header.X-Token", "$request.querystring.who"}
	list := []authorizers.Authorizer{
		authorizers.None(), authorizers.None(), authorizers.IAM(),
		authorizers.LambdaFunction("policy", w.policy, &authorizers.LambdaOptions{Response: authorizers.Policy, IdentitySources: sources[:1]}),
		authorizers.LambdaFunction("uncached", w.policy, &authorizers.LambdaOptions{
			Response: authorizers.Policy, IdentitySources: sources, TTL: authorizers.NoCache,
		}),
	}
	if rest {
		return append(list,
			authorizers.TokenFunction("token", w.policy, &authorizers.TokenOptions{Pattern: "^good|^bad"}),
			authorizers.TokenFunction("header", w.policy, &authorizers.TokenOptions{Header: "X-Token", TTL: time.Minute}),
			authorizers.CognitoPools("pools", w.pool),
		)
	}
	return append(list,
		authorizers.JWT("login", issuer, "app"),
		authorizers.WithIdentitySource(authorizers.JWT("query", issuer, "app"), "$request.querystring.token"),
		authorizers.LambdaFunction("simple", w.simple, &authorizers.LambdaOptions{IdentitySources: sources, TTL: time.Hour}),
		authorizers.LambdaFunction("old", w.policy, &authorizers.LambdaOptions{
			Response: authorizers.Policy, PayloadFormat: "1.0", IdentitySources: sources[:1],
		}),
	)
}
