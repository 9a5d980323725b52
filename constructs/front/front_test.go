// Whole templates, what a change of a front deploys, and what is refused.

package front_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/constructs/front"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/redeploy"
	"github.com/gatehouse-go/gatehouse/internal/testing/changes"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

const (
	get         = "testdata/things.Get"
	message     = "testdata/things.Message"
	certificate = "arn:aws:acm:us-east-1:111122223333:certificate/1"
)

func stackIn(region string) (awscdk.App, awscdk.Stack) {
	app := synthtest.App()
	return app, awscdk.NewStack(app, jsii.String("Test"), &awscdk.StackProps{Env: &awscdk.Environment{
		Account: jsii.String("111122223333"), Region: jsii.String(region)}})
}

func zone(scope awscdk.Stack) awsroute53.IHostedZone {
	return awsroute53.HostedZone_FromHostedZoneAttributes(scope, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{
		HostedZoneId: jsii.String("Z1"), ZoneName: jsii.String("example.com"),
	})
}

func httpAPI(scope awscdk.Stack) *httpapi.API {
	api := httpapi.New(scope, "Api", nil)
	api.Route("GET /api/todos", get)
	return api
}

func restAPI(scope awscdk.Stack, props *restapi.Props) *restapi.API {
	api := restapi.New(scope, "Rest", props)
	api.Route("GET /todos", get)
	return api
}

func chat(scope awscdk.Stack) *websocket.API {
	api := websocket.New(scope, "Chat", nil)
	api.Route("$connect", message)
	api.Route("$default", message)
	return api
}

func functionURL(scope awscdk.Stack, auth awslambda.FunctionUrlAuthType) awslambda.IFunctionUrl {
	fn := awslambda.NewFunction(scope, jsii.String("Fn"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"), Code: awslambda.Code_FromInline(jsii.String("//")),
	})
	return fn.AddFunctionUrl(&awslambda.FunctionUrlOptions{AuthType: auth})
}

var goldens = map[string]struct {
	region  string
	declare func(awscdk.Stack)
}{
	"site": {"us-east-1", func(s awscdk.Stack) {
		f := front.New(s, "Front", &front.Props{Name: "example.com", OtherNames: []string{"www.example.com"}, Zone: zone(s)})
		f.Route("/api/*", httpAPI(s))
		f.Route("/ws", chat(s))
		f.Route("/img/*", "https://images.example.net/v2")
		f.Handle(front.Route{Path: "/*", To: awss3.NewBucket(s, jsii.String("Pages"), nil), Page: "/index.html"})
	}},
	"elsewhere": {"eu-west-1", func(s awscdk.Stack) {
		front.New(s, "Front", &front.Props{Name: "example.com", Zone: zone(s)}).Route("/*", httpAPI(s))
	}},
	"only": {"eu-west-1", func(s awscdk.Stack) {
		f := front.New(s, "Front", &front.Props{Secret: 2})
		f.Handle(
			front.Route{Path: "/api/*", To: httpAPI(s), Only: true},
			front.Route{Path: "/rest/*", To: restAPI(s, nil), Only: true, CutPrefix: true},
			front.Route{Path: "/ws", To: chat(s), Only: true},
			front.Route{Path: "/fn/*", To: functionURL(s, awslambda.FunctionUrlAuthType_AWS_IAM)},
		)
	}},
	"cache": {"eu-west-1", func(s awscdk.Stack) {
		key := awskms.NewKey(s, jsii.String("Key"), nil)
		f := front.New(s, "Front", &front.Props{Name: "example.com", DNS: domain.Elsewhere(), CertificateARN: certificate})
		f.Handle(
			front.Route{Path: "/api/*", To: httpAPI(s), Cache: &front.Cache{TTL: time.Minute, Headers: []string{"Accept"}, Queries: []string{"page"}}},
			front.Route{Path: "/files/*", To: awss3.NewBucket(s, jsii.String("Files"), &awss3.BucketProps{EncryptionKey: key}), CutPrefix: true},
		)
	}},
	"of-the-CDK": {"eu-west-1", func(s awscdk.Stack) {
		f := front.New(s, "Front", nil)
		rest := awsapigateway.NewRestApi(s, jsii.String("L2"), nil)
		rest.Root().AddMethod(jsii.String("GET"), nil, nil)
		f.Route("/rest/*", rest)
		f.Route("/http/*", awsapigatewayv2.NewHttpApi(s, jsii.String("L2Http"), nil))
		socket := awsapigatewayv2.NewWebSocketApi(s, jsii.String("L2Socket"), nil)
		f.Route("/ws", awsapigatewayv2.NewWebSocketStage(s, jsii.String("Stage"), &awsapigatewayv2.WebSocketStageProps{
			WebSocketApi: socket, StageName: jsii.String("live"), AutoDeploy: jsii.Bool(true),
		}))
	}},
}

func TestGolden(t *testing.T) {
	for name, golden := range goldens {
		t.Run(name, func(t *testing.T) {
			_, stack := stackIn(golden.region)
			golden.declare(stack)
			synthtest.Golden(t, stack, name)
		})
	}
}

// A path more, or another order, updates the distribution and replaces nothing.
func TestMorePathsReplaceNothing(t *testing.T) {
	with := func(paths ...string) func(awscdk.Stack) {
		return func(s awscdk.Stack) {
			f := front.New(s, "Front", nil)
			to := map[string]any{"/api/*": httpAPI(s), "/*": awss3.NewBucket(s, jsii.String("Pages"), nil), "/img/*": "https://images.example.net"}
			for _, path := range paths {
				f.Handle(front.Route{Path: path, To: to[path], CutPrefix: path == "/img/*"})
			}
		}
	}
	changes.Of(t, with("/api/*", "/*"), with("/*", "/api/*")).Want(t)
	c := changes.Of(t, with("/api/*", "/*"), with("/img/*", "/*", "/api/*"))
	c.WantSafe(t)
	if bad := append(c.With(redeploy.Replace), c.With(redeploy.Delete)...); len(bad) > 0 {
		t.Errorf("replaced or deleted are %q", bad)
	}
}

// A new secret is known to the API before the front sends it, and the old one
// still counts meanwhile.
func TestSecretsChangeWithoutDowntime(t *testing.T) {
	with := func(secret int) func(awscdk.Stack) {
		return func(s awscdk.Stack) {
			front.New(s, "Front", &front.Props{Secret: secret}).Handle(front.Route{Path: "/api/*", To: httpAPI(s), Only: true})
		}
	}
	c := changes.Of(t, with(1), with(2))
	c.WantSafe(t)
	function, distribution := -1, -1
	for i, step := range c.Steps {
		switch step.Type {
		case "AWS::Lambda::Function":
			function = i
		case "AWS::CloudFront::Distribution":
			distribution = i
		}
	}
	if function < 0 || distribution < function {
		t.Errorf("the steps are\n%v\nwant the function before the distribution", c.Steps)
	}
	if gone := c.With(redeploy.Delete); len(gone) > 0 {
		t.Errorf("deleted are %q, want none", gone)
	}
	if gone := changes.Of(t, with(2), with(3)).With(redeploy.Delete); len(gone) != 1 || !strings.HasSuffix(gone[0], "AWS::SecretsManager::Secret") {
		t.Errorf("deleted are %q, want the first secret", gone)
	}
}

var mistakes = map[string]struct {
	region  string // "": eu-west-1
	declare func(awscdk.Stack)
	want    []string
}{
	"paths": {declare: func(s awscdk.Stack) {
		f := front.New(s, "Front", nil)
		for _, path := range []string{"", "api/*", "/{id}", "/a b", "/a/*", "/a/*", "/*/b", "/" + strings.Repeat("a", 255)} {
			f.Route(path, "https://a.example.com")
		}
	}, want: []string{"its Path is empty", `write "/api/*"`, "CloudFront knows no parameters", `takes no ' '`, `"/a/*": declared already at front_test.go:`,
		`"/*/b": "/a/*" declared at`, "has 256 characters"}},
	"no routes": {declare: func(s awscdk.Stack) { front.New(s, "Front", nil) }, want: []string{"has no routes"}},
	"destinations": {declare: func(s awscdk.Stack) {
		f := front.New(s, "Front", nil)
		f.Route("/a", nil)
		f.Route("/b", 7)
		f.Route("/c", "ftp://example.com")
		f.Route("/d", "https://10.0.0.1")
		f.Route("/e", "https://a.example.com/?x=1")
		f.Route("/f", "https://a.example.com:22")
		f.Route("/g", awsapigatewayv2.NewWebSocketApi(s, jsii.String("Socket"), nil))
		f.Route("/h", awsapigateway.RestApi_FromRestApiId(s, jsii.String("Imported"), jsii.String("a")))
		f.Route("/i", *awscdk.Aws_URL_SUFFIX())
	}, want: []string{"leads to nil", "leads to a int", "write the URL of a server", "full host name", "and nothing else", "takes the ports",
		"give the stage", "give the stage", "known at deployment only"}},
	"names": {declare: func(s awscdk.Stack) {
		front.New(s, "Front", &front.Props{Name: "example.org", OtherNames: []string{"A.example.com", "example.org"}, Zone: zone(s),
			CertificateARN: "arn:aws:acm:eu-west-1:111122223333:certificate/1"}).Route("/*", "https://a.example.com")
	}, want: []string{`name "example.org": the name is not under the zone`, `name "A.example.com": the Name has uppercase letters`, `is listed twice`,
		"the certificate is in eu-west-1, and CloudFront takes one of us-east-1 only"}},
	"nothing for a name": {declare: func(s awscdk.Stack) {
		front.New(s, "Front", &front.Props{Zone: zone(s)}).Route("/*", "https://a.example.com")
	}, want: []string{"has settings for a name, and no Name"}},
	"no DNS": {declare: func(s awscdk.Stack) {
		front.New(s, "Front", &front.Props{Name: "example.com", CertificateARN: "x"}).Route("/*", "https://a.example.com")
	}, want: []string{"has neither Zone nor DNS", "is not the ARN of a certificate"}},
	"APIs that can't be called": {declare: func(s awscdk.Stack) {
		f := front.New(s, "Front", nil)
		f.Route("/a/*", restAPI(s, &restapi.Props{Endpoint: restapi.Private, AllowFrom: []restapi.Source{restapi.VPCs("vpc-1")}}))
		api := httpapi.New(s, "Off", &httpapi.Props{DisableEndpoint: true})
		api.Route("GET /", get)
		f.Route("/b/*", api)
		_, other := stackIn("eu-central-1")
		f.Route("/c/*", awsapigatewayv2.NewHttpApi(other, jsii.String("Far"), nil))
	}, want: []string{"the API is private", "the API's own endpoint is off", "give the API's URL"}},
	"website": {declare: func(s awscdk.Stack) {
		front.New(s, "Front", nil).Route("/*", awss3.NewBucket(s, jsii.String("Site"), &awss3.BucketProps{WebsiteIndexDocument: jsii.String("index.html")}))
	}, want: []string{"the bucket is a website"}},
	"settings": {declare: func(s awscdk.Stack) {
		f := front.New(s, "Front", &front.Props{Secret: -1})
		f.Handle(
			front.Route{Path: "/a*", To: "https://a.example.com", CutPrefix: true, Page: "/index.html"},
			front.Route{Path: "/b", To: "https://a.example.com", Cache: &front.Cache{TTL: time.Millisecond, Headers: []string{"A", "a", ""}}},
			front.Route{Path: "/*", To: awss3.NewBucket(s, jsii.String("B"), nil), Page: "index.html", Only: true},
		)
	}, want: []string{"Secret is -1", "its prefix can't be cut", "Page is for a bucket", "Cache.TTL is 1ms", `"a" is listed twice`, `"" is not a name`,
		`Page "index.html"`, "a bucket is read by the front alone anyway"}},
	"a cache for everybody": {declare: func(s awscdk.Stack) {
		api := httpapi.New(s, "Api", &httpapi.Props{DefaultAuth: authorizers.IAM()})
		api.Route("GET /a", get)
		front.New(s, "Front", nil).Handle(front.Route{Path: "/a", To: api, Cache: &front.Cache{TTL: time.Minute}})
	}, want: []string{"an answer for one caller would be given to others"}},
	"only, by who can't know": {declare: func(s awscdk.Stack) {
		f := front.New(s, "Front", nil)
		rest := restapi.New(s, "Rest", &restapi.Props{DefaultAuth: authorizers.IAM()})
		rest.Route("GET /a", get)
		api := httpapi.New(s, "Api", nil)
		api.Handle(httpapi.Route{Key: "GET /a", Integration: integrations.URL("https://a.example.com", nil)})
		socket := websocket.New(s, "Chat", nil)
		socket.Route("$default", message)
		f.Handle(
			front.Route{Path: "/a", To: rest, Only: true},
			front.Route{Path: "/b", To: api, Only: true},
			front.Route{Path: "/c", To: socket, Only: true},
			front.Route{Path: "/d", To: awsapigatewayv2.NewHttpApi(s, jsii.String("L2"), nil), Only: true},
			front.Route{Path: "/e", To: "https://a.example.com", Only: true},
			front.Route{Path: "/f", To: functionURL(s, awslambda.FunctionUrlAuthType_NONE), Only: true},
		)
	}, want: []string{"IAM would let in every caller", "what this route leads to doesn't know the front", "there is no route $connect",
		"is not made by this library", "Only is for APIs of this library", "with AuthType AWS_IAM"}},
}

func TestMistakes(t *testing.T) {
	for name, test := range mistakes {
		t.Run(name, func(t *testing.T) {
			region := test.region
			if region == "" {
				region = "eu-west-1"
			}
			app, stack := stackIn(region)
			test.declare(stack)
			report := strings.Join(synthtest.Report(app), "\n")
			for _, want := range test.want {
				if !strings.Contains(report, want) {
					t.Errorf("no %q in\n%s", want, report)
				}
			}
			if n := strings.Count(report, "] front_test.go:"); n != len(test.want) {
				t.Errorf("%d problems with a place, want %d:\n%s", n, len(test.want), report)
			}
		})
	}
}

// The region of a new certificate must be known.
func TestCertificateWithoutARegion(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	front.New(stack, "Front", &front.Props{Name: "example.com", Zone: zone(stack)}).Route("/*", "https://a.example.com")
	if report := strings.Join(synthtest.Report(app), "\n"); !strings.Contains(report, "the stack's region is not known") {
		t.Errorf("report is %s", report)
	}
}
