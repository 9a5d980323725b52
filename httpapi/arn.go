// ARNs of routes, and rights to call them.

package httpapi

import (
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// GrantInvoke lets a principal call a route that has authorizers.IAM(), and
// nothing else: the method, or all that the route key lists, and the path with
// any values of its parameters, on every stage. The key is written as the
// route's, or names one method of a route for any. What $default matches can't
// be narrowed: the right to it is one to the whole API.
func (a *API) GrantInvoke(key string, grantee awsiam.IGrantable) awsiam.Grant {
	return a.base.GrantInvoke(plan.Caller(1), key, grantee, func(k routekey.Key) *string { return a.arn(grantPart(k)) })
}

// ArnForExecuteApi returns the ARN of requests to the API, for policies: those
// with a method, to a path, on a stage. Nil and "*" are any; "ANY" is any
// method. Parameters of a path are written "*". A mistake is reported at synth.
func (a *API) ArnForExecuteApi(method, path, stage *string) *string {
	pos := plan.Caller(1)
	part := func(p *string) string {
		if p == nil || *p == "" {
			return "*"
		}
		return *p
	}
	m, p, s := strings.ToUpper(part(method)), part(path), part(stage)
	if token.In(part(method)) {
		m = *method
	} else if m == "ANY" {
		m = "*"
	} else if m != "*" {
		if _, err := routekey.Parse(m + " /"); err != nil {
			a.base.Problem(pos, "ArnForExecuteApi: method %q is unknown: write one such as GET, or nil for any", *method)
		}
	}
	switch {
	case token.In(p):
	case p == "*":
		p = "/*"
	case !strings.HasPrefix(p, "/"):
		a.base.Problem(pos, `ArnForExecuteApi: path %q: must start with "/": write "/%s"`, p, p)
	case strings.ContainsAny(p, "{}"):
		a.base.Problem(pos, `ArnForExecuteApi: path %q: an ARN has no parameters: write "%s"`, p, parameter.ReplaceAllString(p, "*"))
	}
	if !token.In(s) && strings.Contains(s, "/") {
		a.base.Problem(pos, `ArnForExecuteApi: stage %q: is a name without "/", such as "$default"`, s)
	}
	return a.arn(s + "/" + m + p)
}

// arn returns the ARN of a part of the API: stage, method and path.
func (a *API) arn(part string) *string {
	return awscdk.Stack_Of(a).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("execute-api"), Resource: a.HttpApi.ApiId(), ResourceName: jsii.String(part),
	})
}

// parameter is a parameter in a path.
var parameter = regexp.MustCompile(`\{[^}]*\}`)

// grantPart is the part of an ARN that stands for requests to a route, on any
// stage. IAM compares it with the request, so parameters are wildcards.
func grantPart(key routekey.Key) string {
	if key.IsDefault() {
		return "*/*"
	}
	return "*/" + anyMethod(key.Method) + api.AnyValues(key.Path)
}

// routeARN is the part of an ARN that names a route, on any stage. A function's
// permission is compared with the route's key. (API Gateway developer guide,
// "Create AWS Lambda proxy integrations for HTTP APIs".)
func routeARN(key routekey.Key) string {
	if key.IsDefault() {
		return "*/$default"
	}
	return "*/" + anyMethod(key.Method) + key.Path.String()
}

func anyMethod(method string) string {
	if method == "ANY" {
		return "*"
	}
	return method
}
