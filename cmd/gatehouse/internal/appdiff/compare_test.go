// Twenty-five pairs of applications, and what is said of each.

package appdiff_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/appdiff"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

type declare func(stack awscdk.Stack)

// overHTTP declares an HTTP API with routes "GET /a", or "GET /a handler".
func overHTTP(props *httpapi.Props, routes ...string) declare {
	return func(stack awscdk.Stack) {
		api := httpapi.New(stack, "Api", props)
		for _, r := range routes {
			key, handler := split(r)
			api.Route(key, handler)
		}
	}
}

func overREST(props *restapi.Props, routes ...string) declare {
	return func(stack awscdk.Stack) {
		api := restapi.New(stack, "Api", props)
		for _, r := range routes {
			key, handler := split(r)
			api.Route(key, handler)
		}
	}
}

func split(route string) (key, handler string) {
	key, handler, found := strings.Cut(route, " -> ")
	if !found {
		handler = "testdata/things.Get"
	}
	return key, handler
}

func guarded(auth authorizers.Authorizer, scopes ...string) declare {
	return func(stack awscdk.Stack) {
		httpapi.New(stack, "Api", nil).Handle(httpapi.Route{Key: "GET /a", Handler: "testdata/things.Get", Auth: auth, Scopes: scopes})
	}
}

func withTable(name string, keep bool) declare {
	return func(stack awscdk.Stack) {
		policy := awscdk.RemovalPolicy_DESTROY
		if keep {
			policy = awscdk.RemovalPolicy_RETAIN
		}
		awsdynamodb.NewTableV2(stack, jsii.String("Table"), &awsdynamodb.TablePropsV2{
			PartitionKey:  &awsdynamodb.Attribute{Name: jsii.String(name), Type: awsdynamodb.AttributeType_STRING},
			RemovalPolicy: policy,
		})
		httpapi.New(stack, "Api", nil).Route("GET /a", "testdata/things.Get")
	}
}

func withDomain(mtls bool, keys ...string) declare {
	return func(stack awscdk.Stack) {
		props := &domain.Props{Name: "api.example.com", DNS: domain.Elsewhere(), CertificateARN: "arn:aws:acm:eu-west-1:111122223333:certificate/1"}
		if mtls {
			props.MutualTLS = &domain.MutualTLS{Bucket: awss3.Bucket_FromBucketName(stack, jsii.String("Trust"), jsii.String("trust")), Key: "store.pem", KeepEndpoint: true}
		}
		name := domain.New(stack, "Domain", props)
		for _, key := range keys {
			httpapi.New(stack, "Api-"+key, &httpapi.Props{Stages: []httpapi.Stage{{Domain: &domain.Mapping{Domain: name, Path: key}}}}).
				Route("GET /a", "testdata/things.Get")
		}
	}
}

func jwt(audience ...string) authorizers.Authorizer {
	return authorizers.JWT("login", "https://login.example.com", audience...)
}

func allow(origins ...string) *httpapi.Props { return &httpapi.Props{CORS: cors.Allow(origins...)} }

var pairs = map[string]struct{ before, after declare }{
	"nothing":                   {overHTTP(nil, "GET /a", "GET /b"), overHTTP(nil, "GET /b", "GET /a")},
	"new route":                 {overHTTP(nil, "GET /a"), overHTTP(nil, "GET /a", "POST /a -> testdata/lists.Get")},
	"new literal":               {overHTTP(nil, "GET /a/{id}"), overHTTP(nil, "GET /a/{id}", "GET /a/new")},
	"route gone":                {overHTTP(nil, "GET /a", "GET /b"), overHTTP(nil, "GET /a")},
	"taken by another":          {overHTTP(nil, "GET /a", "ANY /{proxy+} -> testdata/lists.Get"), overHTTP(nil, "ANY /{proxy+} -> testdata/lists.Get")},
	"handler":                   {overHTTP(nil, "GET /a"), overHTTP(nil, "GET /a -> testdata/things.List")},
	"another function":          {overHTTP(nil, "GET /a", "GET /b"), overHTTP(nil, "GET /a -> testdata/lists.Get", "GET /b")},
	"parameter renamed":         {overHTTP(nil, "GET /a/{id}"), overHTTP(nil, "GET /a/{key}")},
	"parameter renamed on REST": {overREST(nil, "GET /a/{id}"), overREST(nil, "GET /a/{key}")},
	"REST route gone":           {overREST(nil, "GET /a", "GET /b"), overREST(nil, "GET /a")},
	"made public":               {guarded(jwt("app")), guarded(nil)},
	"made private":              {guarded(nil), guarded(authorizers.IAM())},
	"another kind":              {guarded(jwt("app")), guarded(authorizers.IAM())},
	"scope gone":                {guarded(jwt("app"), "read"), guarded(jwt("app"))},
	"one more scope":            {guarded(jwt("app"), "read"), guarded(jwt("app"), "read", "write")},
	"audience":                  {guarded(jwt("app", "web")), guarded(jwt("app", "phone"))},
	"issuer":                    {guarded(jwt("app")), guarded(authorizers.JWT("login", "https://other.example.com", "app"))},
	"API key": {
		func(stack awscdk.Stack) {
			restapi.New(stack, "Api", nil).Handle(restapi.Route{Key: "GET /a", Handler: "testdata/things.Get", APIKey: restapi.APIKeyRequired})
		},
		overREST(nil, "GET /a"),
	},
	"resource policy":  {overREST(&restapi.Props{AllowFrom: []restapi.Source{restapi.IPs("10.0.0.0/8")}}, "GET /a"), overREST(nil, "GET /a")},
	"CORS":             {overHTTP(allow("https://a.example.com"), "GET /a"), overHTTP(allow("https://b.example.com"), "GET /a")},
	"CORS off on REST": {overREST(&restapi.Props{CORS: cors.Allow("https://a.example.com")}, "GET /a"), overREST(nil, "GET /a")},
	"endpoint off":     {overHTTP(nil, "GET /a"), overHTTP(&httpapi.Props{DisableEndpoint: true}, "GET /a")},
	"stage renamed":    {overHTTP(&httpapi.Props{Stages: []httpapi.Stage{{Name: "v1"}}}, "GET /a"), overHTTP(&httpapi.Props{Stages: []httpapi.Stage{{Name: "v2"}}}, "GET /a")},
	"domain":           {withDomain(true, "a", "b"), withDomain(false, "a", "c")},
	"table":            {withTable("id", false), withTable("key", false)},
	"table kept":       {withTable("id", true), overHTTP(nil, "GET /a")},
	"kind of API": {overHTTP(nil, "GET /a"), func(stack awscdk.Stack) {
		websocket.New(stack, "Api", nil).Route("$default", "testdata/things.Message")
	}},
	"messages": {
		func(stack awscdk.Stack) {
			api := websocket.New(stack, "Api", nil)
			api.Route("join", "testdata/things.Message")
			api.Route("$default", "testdata/things.Message")
		},
		func(stack awscdk.Stack) {
			websocket.New(stack, "Api", nil).Route("$default", "testdata/things.Message")
		},
	},
	"requests and answers": {overHTTP(nil, "POST /a -> testdata/lists.Create"), overHTTP(nil, "POST /a -> testdata/things.Create")},
	"types of messages": {
		func(stack awscdk.Stack) {
			websocket.New(stack, "Api", nil).Handle(websocket.Route{Key: "join", Handler: "testdata/lists.Join", Reply: true})
		},
		func(stack awscdk.Stack) {
			websocket.New(stack, "Api", nil).Handle(websocket.Route{Key: "join", Handler: "testdata/things.Join", Reply: true})
		},
	},
	"API gone": {overHTTP(nil, "GET /a"), func(awscdk.Stack) {}},
	"URL": {
		func(stack awscdk.Stack) {
			httpapi.New(stack, "Api", nil).Handle(httpapi.Route{Key: "GET /a", Integration: integrations.URL("https://a.example.com", nil)})
		},
		func(stack awscdk.Stack) {
			httpapi.New(stack, "Api", nil).Handle(httpapi.Route{Key: "GET /a", Integration: integrations.URL("https://b.example.com", nil)})
		},
	},
}

func synth(t *testing.T, declare declare, documented bool) *appdiff.App {
	t.Helper()
	context := local.Context() // with it an assembly knows the handlers
	context["aws:cdk:bundling-stacks"] = []string{}
	if documented {
		context[code.DocumentsContext] = true
	}
	app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false), Context: &context})
	declare(awscdk.NewStack(app, jsii.String("Todo"), nil))
	read, err := appdiff.Load(*app.Synth(nil).Directory(), "cmd/gatehouse/internal/appdiff/")
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func TestPairs(t *testing.T) {
	for name, pair := range pairs {
		t.Run(name, func(t *testing.T) {
			documented := name == "requests and answers" || name == "types of messages" // it takes time
			report := appdiff.Compare(synth(t, pair.before, documented), synth(t, pair.after, documented))
			var got bytes.Buffer
			report.Text(&got)
			synthtest.GoldenText(t, "pairs/"+strings.ReplaceAll(name, " ", "-")+".txt", got.String())
		})
	}
}
