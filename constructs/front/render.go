// From routes to origins and behaviors, at synth.

package front

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// render puts origins and behaviors into the distribution, unless something is
// wrong.
func (f *Front) render() {
	f.checkPaths()
	for _, r := range f.routes {
		if r.to != nil && pathProblem(r.Path) == "" {
			f.checkRoute(r)
		}
	}
	if len(f.routes) == 0 {
		f.problem(f.pos, "has no routes")
	}
	if len(f.problems) > 0 {
		atsynth.Refuse(f, f.problems)
		return
	}
	atsynth.Warn(f, plan.SortProblems(f.warnings))
	routes := slices.SortedFunc(slices.Values(f.routes), inOrder)
	var origins, behaviors []any
	ids := map[string]bool{}
	other := map[string]any{} // what takes the requests that no route takes
	for _, r := range routes {
		id, o := f.originOf(r)
		if !ids[id] {
			ids[id] = true
			origins = append(origins, o)
		}
		b := f.behavior(r, id)
		if isDefault(r.Path) {
			other = b
			continue
		}
		b["PathPattern"] = r.Path
		behaviors = append(behaviors, b)
	}
	cfn := f.Distribution.Node().DefaultChild().(awscloudfront.CfnDistribution)
	if len(other) == 0 {
		other = f.notFound(origins[0].(map[string]any)["Id"].(string))
	} else if r := routes[len(routes)-1]; f.servesRoot(r) {
		cfn.AddPropertyOverride(jsii.String("DistributionConfig.DefaultRootObject"), "index.html")
	}
	cfn.AddPropertyOverride(jsii.String("DistributionConfig.Origins"), origins)
	cfn.AddPropertyOverride(jsii.String("DistributionConfig.DefaultCacheBehavior"), other)
	cfn.AddPropertyOverride(jsii.String("DistributionConfig.CacheBehaviors"), behaviors)
	f.waitForAPIs()
}

// servesRoot reports whether the bucket of a route gives its index.html for "/".
func (f *Front) servesRoot(r *route) bool {
	_, ok := r.to.(*bucket)
	taken := slices.ContainsFunc(f.routes, func(other *route) bool { return other.Path == "/" })
	return ok && !taken && !f.ownRoot
}

// waitForAPIs has the front send a new secret only when all APIs know it.
func (f *Front) waitForAPIs() {
	for _, r := range f.routes {
		if a, ok := apiIn(r.to); ok && r.Only {
			f.Distribution.Node().AddDependency(a.construct)
		}
	}
}

// originOf returns the origin of a route and its id, which says what it is, so
// that order and number of routes change nothing.
func (f *Front) originOf(r *route) (id string, out map[string]any) {
	o := r.to.origin(f)
	id = f.originID(r.to, o)
	out = map[string]any{"Id": id, "DomainName": o.host}
	if o.path != "" {
		out["OriginPath"] = o.path
	}
	if o.access != "" {
		out["OriginAccessControlId"] = o.access
	}
	if o.bucket {
		out["S3OriginConfig"] = map[string]any{"OriginAccessIdentity": ""}
		return id, out
	}
	custom := map[string]any{"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": []string{"TLSv1.2"}}
	if o.http {
		custom["OriginProtocolPolicy"] = "http-only"
	}
	switch {
	case o.port != 0 && o.http:
		custom["HTTPPort"] = o.port
	case o.port != 0:
		custom["HTTPSPort"] = o.port
	}
	if o.slow {
		custom["OriginReadTimeout"] = 60 // seconds; the most without a higher quota (CloudFront developer guide, "Quotas")
	}
	out["CustomOriginConfig"] = custom
	if a, ok := apiIn(r.to); ok && a.view != nil && a.view.Front != nil && a.view.Front.Of == *f.Node().Path() {
		out["OriginCustomHeaders"] = []any{map[string]any{"HeaderName": a.view.Front.Header, "HeaderValue": a.view.Front.Secrets[0]}}
	}
	return id, out
}

// originID names an origin by the path of the construct, or by its address.
func (f *Front) originID(to destination, o origin) string {
	switch d := to.(type) {
	case *api:
		return within(f, *d.construct.Node().Path()) + ":" + d.stage
	case *socketAPI:
		return within(f, *d.construct.Node().Path()) + ":" + d.stage
	case *bucket:
		return within(f, *d.l2.Node().Path())
	case *functionURL:
		return within(f, *d.l2.Node().Path())
	}
	text := fmt.Sprintf("%s%s", o.host, o.path)
	if o.port != 0 {
		text = fmt.Sprintf("%s:%d%s", o.host, o.port, o.path)
	}
	return text
}

// within is a construct's path as seen from the front's stack, so that the same
// application in another Stage has the same ids.
func within(f *Front, path string) string {
	return strings.TrimPrefix(path, *f.stack().Node().Path()+"/")
}

// behavior is how requests of a route are treated.
func (f *Front) behavior(r *route, origin string) map[string]any {
	out := map[string]any{"TargetOriginId": origin}
	if _, ok := r.to.(*bucket); ok {
		out["ViewerProtocolPolicy"] = "redirect-to-https"
		out["AllowedMethods"] = []string{"GET", "HEAD", "OPTIONS"}
		out["CachePolicyId"] = *awscloudfront.CachePolicy_CACHING_OPTIMIZED().CachePolicyId()
		out["ResponseHeadersPolicyId"] = *awscloudfront.ResponseHeadersPolicy_SECURITY_HEADERS().ResponseHeadersPolicyId()
		out["Compress"] = true
	} else {
		out["ViewerProtocolPolicy"] = "https-only" // a redirect would come after the credentials
		out["AllowedMethods"] = []string{"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}
		out["CachePolicyId"] = *awscloudfront.CachePolicy_CACHING_DISABLED().CachePolicyId()
		out["OriginRequestPolicyId"] = *awscloudfront.OriginRequestPolicy_ALL_VIEWER_EXCEPT_HOST_HEADER().OriginRequestPolicyId()
		out["Compress"] = false
	}
	if r.Cache != nil {
		out["CachePolicyId"] = f.cachePolicy(r)
		out["CachedMethods"] = []string{"GET", "HEAD"}
		out["Compress"] = true
	}
	if change := (rewrite{Page: r.Page}); r.cuts() || r.Page != "" {
		if r.cuts() {
			change.Cut, _ = prefix(r.Path)
		}
		out["FunctionAssociations"] = f.onRequest(change)
	}
	return out
}

// cachePolicy makes the policy of a route's Cache.
func (f *Front) cachePolicy(r *route) string {
	c := r.Cache
	props := &awscloudfront.CachePolicyProps{
		DefaultTtl: awscdk.Duration_Seconds(jsii.Number(c.TTL.Seconds())), MinTtl: awscdk.Duration_Seconds(jsii.Number(0)),
		EnableAcceptEncodingBrotli: jsii.Bool(true), EnableAcceptEncodingGzip: jsii.Bool(true),
	}
	if c.TTL > 0 {
		props.MaxTtl = awscdk.Duration_Seconds(jsii.Number(max(c.TTL.Seconds(), 31536000)))
	}
	if len(c.Headers) > 0 {
		props.HeaderBehavior = awscloudfront.CacheHeaderBehavior_AllowList(*jsii.Strings(c.Headers...)...)
	}
	if len(c.Queries) > 0 {
		props.QueryStringBehavior = awscloudfront.CacheQueryStringBehavior_AllowList(*jsii.Strings(c.Queries...)...)
	}
	if len(c.Cookies) > 0 {
		props.CookieBehavior = awscloudfront.CacheCookieBehavior_AllowList(*jsii.Strings(c.Cookies...)...)
	}
	return *awscloudfront.NewCachePolicy(f, jsii.String("Cache:"+atsynth.ChildID(r.Path)), props).CachePolicyId()
}

// notFound is the behavior for requests that no route takes.
func (f *Front) notFound(origin string) map[string]any {
	return map[string]any{
		"TargetOriginId": origin, "ViewerProtocolPolicy": "redirect-to-https", "Compress": false,
		"CachePolicyId":        *awscloudfront.CachePolicy_CACHING_DISABLED().CachePolicyId(),
		"FunctionAssociations": f.onRequest(rewrite{NotFound: true}),
	}
}
