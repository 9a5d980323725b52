// Each pair of a value and a kind of API: it works, or says why not.

package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// values has one value of each integration and authorizer, by the name of the
// function that makes it.
var values = map[string]map[string]any{
	"integrations": {
		"Lambda": integrations.Lambda(nil), "LambdaWith": integrations.LambdaWith(nil, nil), "LambdaAlias": integrations.LambdaAlias(nil, "v", "live"),
		"LambdaStream": integrations.LambdaStream(nil), "LambdaMapped": integrations.LambdaMapped(nil, nil),
		"URL": integrations.URL("https://x.example.com", nil), "ALB": integrations.ALB(nil, nil), "NLB": integrations.NLB(nil, nil),
		"CloudMap": integrations.CloudMap(nil, nil), "Mock": integrations.Mock(nil), "DynamoDB": integrations.DynamoDB(nil, "GetItem", nil),
		"S3": integrations.S3(nil, "GET", "a", nil), "SQS": integrations.SQS(nil, integrations.SendMessage, nil),
		"EventBridge": integrations.EventBridge(nil, nil), "Kinesis": integrations.Kinesis(nil, nil),
		"StepFunctions": integrations.StepFunctions(nil, integrations.StartExecution, nil), "AppConfig": integrations.AppConfig(nil, nil, nil),
		"FromHTTP": integrations.FromHTTP("a", nil), "FromWebSocket": integrations.FromWebSocket("a", nil),
	},
	"authorizers": {
		"None": authorizers.None(), "IAM": authorizers.IAM(), "JWT": authorizers.JWT("a", "https://x.example.com", "b"),
		"Cognito": authorizers.Cognito("a", nil), "CognitoPools": authorizers.CognitoPools("a"), "Lambda": authorizers.Lambda("a", "f.F", &authorizers.LambdaOptions{Response: authorizers.Policy}),
		"LambdaFunction": authorizers.LambdaFunction("a", nil, &authorizers.LambdaOptions{Response: authorizers.Policy}),
		"Token":          authorizers.Token("a", "f.F", nil), "TokenFunction": authorizers.TokenFunction("a", nil, nil),
		"FromHTTP": authorizers.FromHTTP(nil),
	},
}

// Forms of a value that messages name by the first one.
var formOf = map[string]string{"LambdaWith": "Lambda", "LambdaFunction": "Lambda", "TokenFunction": "Token"}

// What a message says that a kind of API can have is what it can have, and what
// it says that it can't has the right article.
func TestEachKindOfAPIKnowsWhatItCanHave(t *testing.T) {
	article := regexp.MustCompile(`^(an HTTP|a REST|a WebSocket) API can't have (an ([AEIOaeio]|NLB|S3|SQS|HTTP )|a (U|[^AEIOUaeiou])|the )`)
	pairs := 0
	for folder, all := range values {
		for name, v := range all {
			for _, k := range kinds {
				list := k.auths
				if folder == "integrations" {
					list = k.targets
				}
				listed := slices.Contains(regexp.MustCompile(`, | and `).Split(list, -1), nameOf(name))
				problem := unsupported(k.kind, v)
				if listed != (problem == "") {
					t.Errorf("%s.%s in %s: listed %t, and the problem is %q", folder, name, k.kind.A, listed, problem)
				}
				if problem != "" && (!article.MatchString(problem) || regexp.MustCompile(`\ba (S3|SQS|NLB|HTTP) `).MatchString(problem) || !strings.Contains(problem, "; it can have "+list)) {
					t.Errorf("%s.%s in %s: %q", folder, name, k.kind.A, problem)
				}
				pairs++
			}
		}
	}
	if pairs < 80 {
		t.Errorf("only %d pairs", pairs)
	}
}

func nameOf(name string) string {
	if form := formOf[name]; form != "" {
		return form
	}
	return name
}

func TestAnotherKindOfAPIIsNamed(t *testing.T) {
	for _, tt := range []struct {
		kind *plan.Kind
		v    any
		want string
	}{
		{plan.REST, integrations.AppConfig(nil, nil, nil), "a REST API can't have an AppConfig integration; it can have Lambda, LambdaStream"},
		{plan.REST, integrations.AppConfig(nil, nil, nil), "Kinesis; an HTTP API can have it"},
		{plan.HTTP, integrations.Mock(nil), "; a REST API and a WebSocket API can have it"},
		{plan.HTTP, integrations.S3(nil, "GET", "a", nil), "an HTTP API can't have an S3 integration; it can have Lambda"},
		{plan.WebSocket, authorizers.JWT("login", "https://x.example.com", "a"), `a WebSocket API can't have the JWT authorizer "login"; it can have None, IAM and Lambda; an HTTP API can have it`},
		{plan.WebSocket, authorizers.Lambda("own", "f.F", nil), `authorizer "own": a WebSocket API only knows answers by policy`},
	} {
		if got := unsupported(tt.kind, tt.v); !strings.Contains(got, tt.want) {
			t.Errorf("%s\nwant %s", got, tt.want)
		}
	}
}

// The table of values has every function that makes one.
func TestNoIntegrationOrAuthorizerIsForgotten(t *testing.T) {
	for folder, result := range map[string]string{"integrations": "Integration", "authorizers": "Authorizer"} {
		entries, err := os.ReadDir("../../../" + folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), "../../../"+folder+"/"+e.Name(), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range file.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || fn.Recv != nil || !fn.Name.IsExported() || fn.Type.Results == nil || len(fn.Type.Results.List) != 1 {
					continue
				}
				made, ok := fn.Type.Results.List[0].Type.(*ast.Ident)
				if ok && made.Name == result && fn.Name.Name != "WithIdentitySource" && values[folder][fn.Name.Name] == nil {
					t.Errorf("%s.%s is in no pair", folder, fn.Name.Name)
				}
			}
		}
	}
}
