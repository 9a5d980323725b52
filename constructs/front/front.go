// A front: its properties, and what is declared on it.

package front

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfrontorigins"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/panics"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// Props holds the settings of a front. The zero value of each field means its
// default. Props are copied: changing them after New changes nothing.
type Props struct {
	// Name is the name that clients use, such as "example.com". Default: the one
	// that CloudFront gives, such as "d111111abcdef8.cloudfront.net".
	Name string

	// OtherNames lead to the same front, such as "www.example.com". Default: none.
	OtherNames []string

	// Zone is the Route 53 zone that the names are in: short for DNS:
	// domain.Route53(Zone).
	Zone awsroute53.IHostedZone

	// DNS is where the names are looked up: [domain.Route53], [domain.Elsewhere]
	// or your own. Needed with a Name.
	DNS domain.DNS

	// Certificate of the names, in us-east-1, where CloudFront wants it. Default:
	// one is made there; if the stack is in another region, which must be known
	// then, in a stack of its own.
	Certificate awscertificatemanager.ICertificate

	// CertificateARN is a certificate made elsewhere, instead of Certificate.
	CertificateARN string

	// Secret is the number of the secret by which APIs know the front, for routes
	// that are [Route.Only] through it. One more makes a new secret; the one before
	// still counts until the next. Default: 1.
	Secret int

	// Override changes the properties of the CDK's Distribution before it is made:
	// whatever is not named here, such as a web ACL or logs. Origins and behaviors
	// are made of the routes. Default: none.
	Override func(*awscloudfront.DistributionProps)
}

// Route leads requests to what answers them.
type Route struct {
	// Path is a path, or a pattern in which "*" is any text and "?" any one
	// character: "/api/*". "/*" takes what no other route takes. Required.
	Path string

	// To is what answers: an API of any kind, of this library's or the CDK's; a
	// stage of the CDK's; an awss3.IBucket; an awslambda.IFunctionUrl; or the URL
	// of any other server, "https://images.example.net/v2". Required.
	To any

	// CutPrefix takes what stands before "/*" off the path: below "/api/*" a
	// request for /api/todos arrives as /todos. WebSocket APIs know no paths, so
	// theirs is always cut. Default: the path is kept.
	CutPrefix bool

	// Cache keeps answers. Default: as their headers say for a bucket, never for
	// everything else.
	Cache *Cache

	// Page is the file that a bucket gives for paths without a file's extension,
	// such as "/index.html": for applications that make their pages in the browser.
	// Default: each path is that of a file.
	Page string

	// Only lets requests in through the front alone. See docs/security.md for what
	// it can't hold off. A bucket, and a function URL with AuthType AWS_IAM, are so
	// anyway. Default: the API's own address answers too.
	Only bool
}

// Cache says how long answers are kept, and what tells them apart besides the
// path.
type Cache struct {
	// TTL is how long an answer is kept whose headers don't say. In whole seconds.
	// Default: only answers are kept whose headers say so.
	TTL time.Duration

	// Headers, Queries and Cookies are names of what tells answers apart. What
	// isn't named reaches the server, and must make no difference. Default: none.
	Headers, Queries, Cookies []string
}

func (c *Cache) clone() *Cache {
	if c == nil {
		return nil
	}
	out := *c
	out.Headers, out.Queries, out.Cookies = slices.Clone(c.Headers), slices.Clone(c.Queries), slices.Clone(c.Cookies)
	return &out
}

// Front is a CloudFront distribution and what belongs to it.
type Front struct {
	constructs.Construct

	// Distribution is the CDK's. Its origins and behaviors are known at synth.
	Distribution awscloudfront.Distribution

	props    Props
	pos      plan.Pos
	routes   []*route
	problems []plan.Problem
	warnings []plan.Warning

	read    map[string]bool // paths of what lets the front in already
	ownRoot bool            // the user's Override names a file for "/"
}

// route is a route as it was declared.
type route struct {
	Route
	pos plan.Pos
	to  destination // nil if something is wrong with it
}

// New makes a front. Props may be nil. Mistakes are reported at synth.
func New(scope constructs.Construct, id string, props *Props) *Front {
	f := &Front{pos: plan.Caller(1), read: map[string]bool{}}
	if props != nil {
		f.props = *props
		f.props.OtherNames = slices.Clone(props.OtherNames)
	}
	free, problem := atsynth.FreeID(scope, id)
	constructs.NewConstruct_Override(f, scope, jsii.String(free))
	if problem != "" {
		f.problem(f.pos, "front.New: %s", problem)
	}
	if f.props.Zone != nil && f.props.DNS != nil {
		f.problem(f.pos, "has both a Zone and a DNS: remove one")
	} else if f.props.Zone != nil {
		f.props.DNS = domain.Route53(f.props.Zone)
	}
	f.check()
	f.make()
	atsynth.Do(f, f.render, func() []plan.Problem { return f.problems })
	return f
}

// make makes the distribution. Its behaviors take their places at synth.
func (f *Front) make() {
	props := &awscloudfront.DistributionProps{
		DefaultBehavior:        &awscloudfront.BehaviorOptions{Origin: awscloudfrontorigins.NewHttpOrigin(jsii.String("example.com"), nil)},
		HttpVersion:            awscloudfront.HttpVersion_HTTP2_AND_3,
		MinimumProtocolVersion: awscloudfront.SecurityPolicyProtocol_TLS_V1_2_2021,
	}
	if names := f.names(); len(names) > 0 && len(f.problems) == 0 {
		props.DomainNames = jsii.Strings(names...)
		props.Certificate = awscertificatemanager.Certificate_FromCertificateArn(f, jsii.String("Given"), jsii.String(f.certificateARN()))
	}
	for _, text := range panics.Override("front.Props.Override", f.props.Override, props) {
		f.problem(f.pos, "%s", text)
	}
	f.ownRoot = props.DefaultRootObject != nil
	f.Distribution = awscloudfront.NewDistribution(f, jsii.String("Distribution"), props)
	if len(f.problems) > 0 || f.props.DNS == nil {
		return
	}
	for _, name := range f.names() {
		scope := constructs.Construct(f)
		if name != f.props.Name {
			scope = constructs.NewConstruct(f, jsii.String("Name:"+name))
		}
		f.props.DNS.Records(scope, name, domain.Target{Name: *f.Distribution.DistributionDomainName(), ZoneID: aliasZone})
	}
}

// aliasZone is the hosted zone of all distributions (AWS General Reference,
// "Amazon CloudFront endpoints and quotas").
const aliasZone = "Z2FDTNDATAQYW2"

func (f *Front) names() []string {
	if f.props.Name == "" {
		return nil
	}
	return append([]string{f.props.Name}, f.props.OtherNames...)
}

// URL returns the address of the front, "https://example.com".
func (f *Front) URL() string {
	if f.props.Name != "" {
		return "https://" + f.props.Name
	}
	return "https://" + *f.Distribution.DistributionDomainName()
}

// Route leads the requests of a path to what answers them: the short form of
// Handle.
func (f *Front) Route(path string, to any) {
	f.declare(plan.Caller(1), Route{Path: path, To: to})
}

// Handle declares routes. They are copied: changing them later changes nothing.
func (f *Front) Handle(routes ...Route) {
	places := plan.Caller(1).Arguments(len(routes))
	for i, r := range routes {
		f.declare(places[i], r)
	}
}

func (f *Front) declare(pos plan.Pos, r Route) {
	r.Cache = r.Cache.clone()
	one := &route{Route: r, pos: pos}
	f.routes = append(f.routes, one)
	var problem string
	if one.to, problem = destinationOf(f, r.To); problem != "" {
		f.problem(pos, "route %q: %s", r.Path, problem)
	} else if r.Only {
		f.guard(one)
	}
}

func (f *Front) problem(pos plan.Pos, format string, args ...any) {
	f.problems = append(f.problems, plan.Problem{Pos: pos, Text: f.about(format, args...)})
}

func (f *Front) warn(pos plan.Pos, id warning.ID, format string, args ...any) {
	f.warnings = append(f.warnings, plan.Warn(pos, warning.New(id, "%s", f.about(format, args...))))
}

func (f *Front) about(format string, args ...any) string {
	text := fmt.Sprintf(format, args...)
	if strings.HasPrefix(text, "route ") {
		return text
	}
	return "front: " + text
}

func (f *Front) stack() awscdk.Stack { return awscdk.Stack_Of(f) }
