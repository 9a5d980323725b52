// What authorizers refuse, when two are one, and what they are called.

package authorizers_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

func TestJWTProblems(t *testing.T) {
	token := *awscdk.Fn_ImportValue(jsii.String("X"))
	const issuer = "https://login.example.com"
	var many []string
	for i := range 51 {
		many = append(many, fmt.Sprint("app", i))
	}
	for name, test := range map[string]struct {
		auth authorizers.Authorizer
		want []string
	}{
		"right":               {authorizers.JWT("login", issuer, "todo-app"), nil},
		"path and slash":      {authorizers.JWT("login", issuer+"/tenant/", "a", "b"), nil},
		"port":                {authorizers.JWT("login", "https://login.example.com:8443/x", "a"), nil},
		"tokens":              {authorizers.JWT("login", token, token), nil},
		"token in the issuer": {authorizers.JWT("login", "https://cognito-idp.eu-west-1.amazonaws.com/"+token, "a"), nil},
		"token in the name":   {authorizers.JWT(token, issuer, "a"), []string{"the name holds a CDK token: it must be known at synth"}},
		"50 audiences":        {authorizers.JWT("login", issuer, many[:50]...), nil},
		"51 audiences":        {authorizers.JWT("login", issuer, many...), []string{`authorizer "login": has 51 audiences; an authorizer can have 50`}},
		"no name":             {authorizers.JWT("", issuer, "a"), []string{`authorizer "": the name is empty: name it after what it checks, such as "login"`}},
		"name with a slash":   {authorizers.JWT("a/b", issuer, "a"), []string{`a name has at most 128 characters and no "/"`}},
		"long name":           {authorizers.JWT(strings.Repeat("x", 129), issuer, "a"), []string{`a name has at most 128 characters and no "/"`}},
		"no audience":         {authorizers.JWT("login", issuer), []string{`authorizer "login": has no audience: every token of the issuer would do, also those for other applications; name yours`}},
		"empty audience":      {authorizers.JWT("login", issuer, ""), []string{`an audience is empty: write the one that your identity provider puts into the claim aud or client_id`}},
		"audience twice":      {authorizers.JWT("login", issuer, "a", "b", "a"), []string{`audience "a" is listed twice`}},
		"no issuer":           {authorizers.JWT("login", "", "a"), []string{`issuer "" is not an https URL: write it as in the tokens' claim iss, such as "https://login.example.com"`}},
		"plain http":          {authorizers.JWT("login", "http://login.example.com", "a"), []string{`issuer "http://login.example.com" is not an https URL`}},
		"no scheme":           {authorizers.JWT("login", "login.example.com", "a"), []string{`issuer "login.example.com" is not an https URL`}},
		"no host":             {authorizers.JWT("login", "https://:443/x", "a"), []string{`issuer "https://:443/x" is not an https URL`}},
		"blank":               {authorizers.JWT("login", "https://login.example.com /", "a"), []string{`is not an https URL`}},
		"query":               {authorizers.JWT("login", issuer+"?x=1", "a"), []string{`has more than host and path`}},
		"user":                {authorizers.JWT("login", "https://me@login.example.com", "a"), []string{`has more than host and path`}},
		"discovery document": {authorizers.JWT("login", issuer+"/.well-known/openid-configuration", "a"), []string{
			`names the discovery document: leave out all from /.well-known on`}},
		"all at once": {authorizers.JWT(" ", "x", "a", "a", ""), []string{"the name is empty", "is not an https URL", `"a" is listed twice`, "an audience is empty"}},
		"None":        {authorizers.None(), nil},
		"IAM":         {authorizers.IAM(), nil},
	} {
		got := test.auth.Problems()
		if len(got) != len(test.want) {
			t.Errorf("%s: %d problems, want %d: %q", name, len(got), len(test.want), got)
			continue
		}
		for i, want := range test.want {
			if !strings.Contains(got[i], want) {
				t.Errorf("%s: %s\nwant %s", name, got[i], want)
			}
		}
	}
}

func TestEqualValuesAreOneAuthorizer(t *testing.T) {
	jwt := func(audience ...string) authorizers.Authorizer {
		return authorizers.JWT("login", "https://login.example.com", audience...)
	}
	if jwt("a", "b") != jwt("a", "b") || authorizers.None() != authorizers.None() || authorizers.IAM() != authorizers.IAM() {
		t.Error("equal ones differ")
	}
	if jwt("a", "b") == jwt("ab") || jwt() == jwt("") || jwt("a", "b") == jwt("b", "a") || authorizers.None() == authorizers.IAM() {
		t.Error("different ones are equal")
	}
}

func TestWhatKindsSayOfThemselves(t *testing.T) {
	for _, test := range []struct {
		auth           authorizers.Authorizer
		name, kind     string
		public, scoped bool
	}{
		{authorizers.None(), "", "None", true, false},
		{authorizers.IAM(), "", "IAM", false, false},
		{authorizers.JWT("login", "https://login.example.com", "a"), "login", `the JWT authorizer "login"`, false, true},
	} {
		a := test.auth
		if a.Name() != test.name || a.Kind() != test.kind || a.Public() != test.public || a.Scoped() != test.scoped {
			t.Errorf("%q %q public %t scoped %t, want %+v", a.Name(), a.Kind(), a.Public(), a.Scoped(), test)
		}
	}
}

// The values that bindings return are the API's own to complete.
func TestEachHTTPAPIGetsPropertiesOfItsOwn(t *testing.T) {
	stack := synthtest.Stack()
	login := authorizers.JWT("login", "https://login.example.com", "a", "b").(authorizers.ForHTTP)
	seen := map[*awsapigatewayv2.CfnAuthorizerProps]bool{}
	for _, id := range []string{"One", "Two"} {
		api := awsapigatewayv2.NewHttpApi(stack, jsii.String(id), nil)
		scope := authorizers.HTTPScope{Scope: api, API: api}
		b := login.BindHTTP(scope)
		if p := b.Authorizer; b.Type != "JWT" || p == nil || *p.Name != "login" || *p.AuthorizerType != "JWT" || (*(*p.IdentitySource)[0]) != "$request.header.Authorization" {
			t.Fatalf("%+v", b)
		}
		seen[b.Authorizer] = true
		if b := authorizers.None().(authorizers.ForHTTP).BindHTTP(scope); b != (authorizers.HTTPBinding{Type: "NONE"}) {
			t.Errorf("%+v", b)
		}
		if b := authorizers.IAM().(authorizers.ForHTTP).BindHTTP(scope); b != (authorizers.HTTPBinding{Type: "AWS_IAM"}) {
			t.Errorf("%+v", b)
		}
	}
	if len(seen) != 2 {
		t.Error("two APIs share the properties of an authorizer")
	}
}
