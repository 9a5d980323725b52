// What routes lead to: APIs, buckets, function URLs, other servers.

package front

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
)

// destination is what a route leads to.
type destination interface {
	// problems returns what keeps a route from leading here, as known at synth.
	problems(r *route) []string

	// guarded reports whether answers may differ from caller to caller.
	guarded() bool

	// origin returns where CloudFront finds it.
	origin(f *Front) origin
}

// origin is an origin of the distribution. Two that are equal are one.
type origin struct {
	host, path string
	bucket     bool
	access     string // id of an origin access control; "" for none
	http       bool   // without TLS
	port       int    // 0 for the protocol's own
	slow       bool   // an API, which may take as long as a function
}

// destinationOf reads what the user gave, or says what is wrong with it.
func destinationOf(f *Front, to any) (destination, string) {
	if isnil.Any(to) {
		return nil, "leads to nil: give an API, a bucket, a function URL or a URL"
	}
	switch v := to.(type) {
	case string:
		return serverOf(v)
	case awss3.IBucket:
		return &bucket{f: f, l2: v}, ""
	case awslambda.IFunctionUrl:
		return &functionURL{f: f, l2: v}, ""
	case awsapigatewayv2.IWebSocketApi:
		return apiOf(f, v, *v.ApiId(), func() string { return "" })
	case awsapigatewayv2.IWebSocketStage:
		return apiOf(f, v.Api(), *v.Api().ApiId(), func() string { return *v.StageName() })
	case awsapigatewayv2.IHttpApi:
		return apiOf(f, v, *v.ApiId(), func() string { return "$default" })
	case awsapigatewayv2.IHttpStage:
		return apiOf(f, v.Api(), *v.Api().ApiId(), func() string { return *v.StageName() })
	case awsapigateway.IRestApi:
		return apiOf(f, v, *v.RestApiId(), func() string { return *v.DeploymentStage().StageName() })
	case awsapigateway.IStage:
		return apiOf(f, v.RestApi(), *v.RestApi().RestApiId(), func() string { return *v.StageName() })
	}
	return nil, fmt.Sprintf("leads to a %T: give an API or stage of any kind, an awss3.IBucket, an awslambda.IFunctionUrl, or a URL", to)
}

// api is an API of API Gateway.
type api struct {
	f         *Front
	construct constructs.IConstruct
	view      *view.API // nil for one of the CDK's
	id, stage string
}

// socketAPI is a WebSocket API.
type socketAPI struct{ api }

// apiOf makes the destination of an API. The stage of one of ours is its main
// one; for another it is asked, which the CDK may answer by a panic.
func apiOf(f *Front, c constructs.IConstruct, id string, stage func() string) (d destination, problem string) {
	a := api{f: f, construct: c, view: view.Of(c), id: id}
	defer func() {
		if recover() != nil {
			d, problem = nil, "it is not known which stage of this API is meant: give the stage"
		}
	}()
	if a.view != nil {
		a.stage = a.view.Stages[0].Name
	} else {
		a.stage = stage()
	}
	switch {
	case a.stage == "":
		return nil, "it is not known which stage of this API is meant: give the stage (an awsapigatewayv2.WebSocketStage)"
	case isSocket(c):
		return &socketAPI{a}, ""
	}
	return &a, ""
}

func isSocket(c constructs.IConstruct) bool {
	_, ok := c.(awsapigatewayv2.IWebSocketApi)
	return ok
}

func (a *api) problems(r *route) []string {
	if of, here, differ := place.Stages(a.construct, a.f); differ {
		return []string{fmt.Sprintf("the API is in %s, and the front in %s: each is deployed apart, so give the API's URL", of, here)}
	}
	region, account := place.Of(a.construct)
	ownRegion, ownAccount := place.Of(a.f)
	if token.In(a.id) && (place.Differ(region, ownRegion) || place.Differ(account, ownAccount)) {
		return []string{fmt.Sprintf("the API is in %s, and the front in %s, from which CloudFormation can't refer to it: give the API's URL",
			region, ownRegion)}
	}
	var out []string
	for _, kind := range a.endpoints() {
		switch kind {
		case "PRIVATE":
			out = append(out, "the API is private, and CloudFront calls from outside of its networks: make it Regional")
		case "EDGE":
			a.f.warn(r.pos, twoDistributions, "route %q: the API has an Edge endpoint, which is a CloudFront distribution of AWS's: "+
				"requests pass two; make it Regional", r.Path)
		}
	}
	if a.view != nil && a.view.DisableEndpoint {
		out = append(out, "the API's own endpoint is off, and CloudFront calls by that one: leave it on, and set Only")
	}
	return out
}

// endpoints are the kinds of endpoint of a REST API that this app makes.
func (a *api) endpoints() (kinds []string) {
	cfn, ok := a.construct.Node().DefaultChild().(awsapigateway.CfnRestApi)
	if !ok || cfn.EndpointConfiguration() == nil {
		return nil
	}
	config, _ := awscdk.Stack_Of(cfn).Resolve(cfn.EndpointConfiguration()).(map[string]any)
	types, _ := config["types"].([]any)
	for _, t := range types {
		if kind, ok := t.(string); ok {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func (a *api) guarded() bool {
	if a.view == nil {
		return true // it may be
	}
	p := a.view.Planned()
	if p == nil {
		return false // the API reports what is wrong
	}
	for _, r := range p.Routes {
		if !r.Auth.Public() {
			return true
		}
	}
	return false
}

func (a *api) origin(*Front) origin {
	stack := awscdk.Stack_Of(a.construct)
	o := origin{host: a.id + ".execute-api." + *stack.Region() + "." + *stack.UrlSuffix(), slow: true}
	if a.stage != "$default" {
		o.path = "/" + a.stage
	}
	return o
}

// bucket is a bucket that the distribution alone reads.
type bucket struct {
	f  *Front
	l2 awss3.IBucket
}

func (b *bucket) problems(r *route) []string {
	if website := b.l2.IsWebsite(); website != nil && *website {
		return []string{"the bucket is a website, which everybody can read past the front: leave WebsiteIndexDocument out; " +
			"the front serves index.html for /, and Page for applications that make their pages in the browser"}
	}
	if of, here, differ := place.Stages(b.l2, b.f); differ {
		return []string{fmt.Sprintf("the bucket is in %s, and the front in %s: each is deployed apart", of, here)}
	}
	if r.Only {
		return []string{"Only is for APIs: a bucket is read by the front alone anyway"}
	}
	return nil
}

func (b *bucket) guarded() bool { return false }

func (b *bucket) origin(f *Front) origin {
	f.letRead(b.l2)
	return origin{host: *b.l2.BucketRegionalDomainName(), bucket: true, access: f.bucketAccess()}
}

// functionURL is the URL of a function.
type functionURL struct {
	f  *Front
	l2 awslambda.IFunctionUrl
}

func (u *functionURL) signed() bool { return u.l2.AuthType() == awslambda.FunctionUrlAuthType_AWS_IAM }

func (u *functionURL) problems(r *route) []string {
	if r.Only && !u.signed() {
		return []string{"Only: make the function URL with AuthType AWS_IAM, so that CloudFront signs its requests; clients then send the " +
			"SHA-256 of the bodies of POST and PUT as X-Amz-Content-Sha256"}
	}
	return nil
}

func (u *functionURL) guarded() bool { return false }

func (u *functionURL) origin(f *Front) origin {
	o := origin{host: *awscdk.Fn_Select(jsii.Number(2), awscdk.Fn_Split(jsii.String("/"), u.l2.Url(), nil)), slow: true}
	if u.signed() {
		o.access = f.functionAccess(u.l2)
	}
	return o
}

// server is any other server.
type server struct{ at origin }

// serverOf reads the URL of a server.
func serverOf(text string) (destination, string) {
	if token.In(text) {
		return nil, "the URL is known at deployment only: give the API, the function URL, or a URL with a host"
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, fmt.Sprintf("%q is not a URL: %v", text, err)
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return nil, fmt.Sprintf(`%q: write the URL of a server, such as "https://images.example.net"`, text)
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return nil, fmt.Sprintf("%q: the URL of a server has a host and a path, and nothing else", text)
	}
	at := origin{host: u.Hostname(), path: strings.TrimSuffix(u.EscapedPath(), "/"), http: u.Scheme == "http"}
	if _, err := netip.ParseAddr(at.host); err == nil || !strings.Contains(at.host, ".") {
		return nil, fmt.Sprintf("%q: CloudFront wants a full host name", text)
	}
	if u.Port() != "" {
		at.port, err = strconv.Atoi(u.Port())
		if err != nil || at.port != 80 && at.port != 443 && (at.port < 1024 || at.port > 65535) {
			return nil, fmt.Sprintf("%q: CloudFront takes the ports 80, 443 and 1024 to 65535", text)
		}
	}
	return &server{at}, ""
}

func (s *server) problems(r *route) []string {
	if r.Only {
		return []string{"Only is for APIs of this library: how another server would know the front can't be said"}
	}
	return nil
}

func (s *server) guarded() bool        { return false }
func (s *server) origin(*Front) origin { return s.at }

// kindOf is the kind of an API of ours.
func (a *api) kindOf() *plan.Kind {
	if a.view == nil {
		return nil
	}
	return a.view.Kind
}
