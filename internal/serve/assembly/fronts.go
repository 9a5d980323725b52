// CloudFront distributions, and what is behind them.

package assembly

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Front is a CloudFront distribution.
type Front struct {
	Path      string   // construct path; of the Front of this library if it is one
	Names     []string // of the distribution's own domain names
	Behaviors []*Behavior
	Root      string // the object for "/", or empty
	Problems  []Problem
}

// Behavior is how requests of a path pattern are treated.
type Behavior struct {
	Pattern  string // of the path; empty for what no other takes, which is the last
	Methods  []string
	Origin   *Origin
	Rewrite  Rewrite
	Problems []Problem
}

// Takes reports whether a path has this behavior. In a pattern "*" is any text and
// "?" any character, and the first slash may be left out (CloudFront developer
// guide, "Path pattern").
func (b *Behavior) Takes(path string) bool {
	return b.Pattern == "" || like(strings.TrimPrefix(b.Pattern, "/"), strings.TrimPrefix(path, "/"))
}

// Rewrite is what a CloudFront Function of this library does with a request.
type Rewrite struct {
	Cut      string // is taken off the front of the path
	Page     string // takes the place of a path without a file's extension
	NotFound bool   // the answer is 404
}

// Origin is where requests go.
type Origin struct {
	ID      string
	Host    string
	Path    string // in front of the request's
	API     *API   // if it is one of the app's
	Bucket  *Bucket
	HTTP    bool // without TLS
	Headers map[string]string
}

// Bucket is a bucket of the app, with what its deployments put into it.
type Bucket struct {
	Path    string
	Content []Content
}

// Content is an asset in a bucket: a folder or an archive.
type Content struct {
	File   string
	Prefix string // of the objects' keys
}

// collectFronts reads the distributions of all stacks.
func (r *reader) collectFronts() {
	buckets := map[string]*Bucket{} // by the host that serves them
	for _, s := range r.stacks {
		for _, id := range slices.Sorted(maps.Keys(s.template.Resources)) {
			res := s.template.Resources[id]
			if exists, _ := s.exists(res); exists && res.Type == "AWS::S3::Bucket" {
				host := asText(s.attribute(id, res, "RegionalDomainName"))
				buckets[host] = &Bucket{Path: s.constructOf(id), Content: r.contentOf(asText(s.refResource(id, res)))}
			}
		}
	}
	for _, s := range r.stacks {
		for _, id := range slices.Sorted(maps.Keys(s.template.Resources)) {
			res := s.template.Resources[id]
			if exists, _ := s.exists(res); exists && res.Type == "AWS::CloudFront::Distribution" {
				r.app.Fronts = append(r.app.Fronts, s.readFront(id, res, buckets))
			}
		}
	}
	slices.SortFunc(r.app.Fronts, func(a, b *Front) int { return strings.Compare(a.Path, b.Path) })
}

// contentOf finds what the CDK's bucket deployments put into a bucket.
func (r *reader) contentOf(bucket string) (content []Content) {
	for _, s := range r.stacks {
		for _, id := range slices.Sorted(maps.Keys(s.template.Resources)) {
			res := s.template.Resources[id]
			if res.Type != "Custom::CDKBucketDeployment" {
				continue
			}
			props := s.props(id, res, new([]Problem))
			if props.string("DestinationBucketName") != bucket {
				continue
			}
			for _, key := range props.strings("SourceObjectKeys") {
				if file, ok := s.assets[key]; ok && !s.leavesAssembly(file) {
					content = append(content, Content{file, strings.Trim(props.string("DestinationBucketKeyPrefix"), "/")})
				}
			}
		}
	}
	return content
}

func (s *stack) readFront(id string, res *resource, buckets map[string]*Bucket) *Front {
	f := &Front{Path: strings.TrimSuffix(s.constructOf(id), "/Distribution")}
	config := s.props(id, res, &f.Problems).with(res.Properties["DistributionConfig"])
	f.Names = config.strings("Aliases")
	f.Root = config.string("DefaultRootObject")
	origins := map[string]*Origin{}
	for _, value := range s.list(config.values["Origins"]) {
		o := s.readOrigin(config.with(value), buckets)
		origins[o.ID] = o
	}
	read := func(value any) {
		b := &Behavior{}
		props := config.with(value)
		props.problems = &b.Problems
		b.Pattern = props.string("PathPattern")
		if b.Methods = props.strings("AllowedMethods"); len(b.Methods) == 0 {
			b.Methods = []string{"GET", "HEAD"} // the default: CloudFormation, AWS::CloudFront::Distribution CacheBehavior
		}
		target := props.string("TargetOriginId")
		if b.Origin = origins[target]; b.Origin == nil {
			props.problem("its origin %q is not among the origins", target)
		}
		s.readRewrite(props, b)
		f.Behaviors = append(f.Behaviors, b)
	}
	for _, value := range s.list(config.values["CacheBehaviors"]) {
		read(value)
	}
	read(config.values["DefaultCacheBehavior"])
	return f
}

// list evaluates a list, whose items are evaluated when they are read.
func (s *stack) list(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	list, _ := s.eval(value).([]any)
	return list
}

// with is the properties of another object of the same resource.
func (p props) with(value any) props {
	values, ok := p.s.evalShallow(value)
	if !ok {
		values = map[string]any{}
	}
	p.values = values
	return p
}

func (s *stack) readOrigin(props props, buckets map[string]*Bucket) *Origin {
	o := &Origin{ID: props.string("Id"), Host: props.string("DomainName"), Path: props.string("OriginPath"), Headers: map[string]string{}}
	o.Bucket = buckets[o.Host]
	for _, api := range s.all.app.APIs {
		if o.Host == fmt.Sprintf("%s.execute-api.%s.amazonaws.com", api.ID, api.Region) {
			o.API = api
		}
	}
	for _, value := range s.list(props.values["OriginCustomHeaders"]) {
		header := props.with(value)
		o.Headers[header.string("HeaderName")] = header.string("HeaderValue")
	}
	o.HTTP = props.inside("CustomOriginConfig").string("OriginProtocolPolicy") == "http-only"
	return o
}

// readRewrite reads what functions do with a behavior's requests: of those of this
// library their resource says so.
func (s *stack) readRewrite(props props, b *Behavior) {
	for _, value := range s.list(props.values["FunctionAssociations"]) {
		association, _ := value.(map[string]any)
		arn, _ := association["FunctionARN"].(map[string]any)
		parts, _ := arn["Fn::GetAtt"].([]any)
		var known map[string]any
		name := "one of its functions"
		if len(parts) > 0 {
			id, _ := parts[0].(string)
			if r := s.template.Resources[id]; r != nil {
				name = s.constructOf(id)
				known, _ = r.Metadata["gatehouse:rewrite"].(map[string]any)
			}
		}
		if known == nil {
			props.problem("CloudFront Functions are not run here: %s", name)
			continue
		}
		b.Rewrite.Cut, _ = known["cut"].(string)
		b.Rewrite.Page, _ = known["page"].(string)
		b.Rewrite.NotFound, _ = known["notFound"].(bool)
	}
	if len(s.list(props.values["LambdaFunctionAssociations"])) > 0 {
		props.problem("Lambda@Edge is not run here")
	}
}
