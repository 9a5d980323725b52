// Objects of a bucket that a REST API reads and writes itself.

package integrations

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
)

// S3 leads to objects of a bucket: method GET reads, PUT writes, DELETE removes
// the object with a key. A {name} in the key stands for the parameter of the
// route's path that has this name: "images/{id}.png". The API gets a role that
// may do just that, with keys of this form. Objects that are not text need
// BinaryMediaTypes of the API. Mapping may be nil. Only REST APIs have it. Each
// value is an integration of its own.
//
// Responses default to the object with its content type; to 404 for one that is
// not there, and to plain messages for other errors.
func S3(bucket awss3.IBucket, method, key string, mapping *Mapping) Integration {
	return &s3{bucket: bucket, method: strings.ToUpper(method), key: key, mapping: mapping.clone()}
}

type s3 struct {
	bucket  awss3.IBucket
	method  string
	key     string
	mapping Mapping
}

var s3Actions = map[string]string{"GET": "s3:GetObject", "PUT": "s3:PutObject", "DELETE": "s3:DeleteObject"}

func (*s3) Kind() string { return "an S3 integration" }

func (s *s3) Problems() []string {
	found := problems.In("S3")
	if isnil.Any(s.bucket) {
		found.Add("its bucket is nil")
	}
	if s3Actions[s.method] == "" {
		found.Add("method %q: there are GET, PUT and DELETE", s.method)
	}
	if s.key == "" || strings.HasPrefix(s.key, "/") {
		found.Add(`key %q: write a key without a slash in front, such as "images/{id}"`, s.key)
	}
	found.Each(s.mapping.mappingProblems()...)
	return found.All()
}

var inKey = regexp.MustCompile(`\{([^{}]*)\}`)

func (s *s3) params() []string {
	var out []string
	for _, m := range inKey.FindAllStringSubmatch(s.key, -1) {
		out = append(out, m[1])
	}
	return out
}

// ProblemsOn checks the integration on a route.
func (s *s3) ProblemsOn(key routekey.Key) []string {
	have := key.Path.Params()
	var out []string
	for _, name := range s.params() {
		if !slices.Contains(have, name) {
			out = append(out, fmt.Sprintf("S3: key %q: the route's path has no parameter {%s}%s", s.key, name, theyAre(have)))
		}
	}
	return out
}

// BindREST implements [ForREST].
func (s *s3) BindREST(api RESTScope) RESTBinding {
	objects := s.bucket.ArnForObjects(jsii.String(inKey.ReplaceAllString(s.key, "*")))
	role := roleFor(api.Scope, nil, place.Within(api.Scope, s.bucket), s3Actions[s.method], []*string{objects})
	if key := s.bucket.EncryptionKey(); key != nil {
		// S3 user guide, "Using server-side encryption with AWS KMS keys".
		switch s.method {
		case "GET":
			key.Grant(role, jsii.String("kms:Decrypt"))
		case "PUT":
			key.Grant(role, jsii.String("kms:GenerateDataKey"))
		}
	}
	parameters := map[string]string{}
	var declared []string
	for _, name := range s.params() {
		parameters["integration.request.path."+name] = "method.request.path." + name
		declared = append(declared, "method.request.path."+name)
	}
	ok := RESTResponse{Status: 200}
	switch s.method {
	case "GET":
		ok.Headers = map[string]string{
			"Content-Type": "integration.response.header.Content-Type", "ETag": "integration.response.header.ETag",
			"Cache-Control": "integration.response.header.Cache-Control", "Last-Modified": "integration.response.header.Last-Modified",
		}
	case "PUT":
		parameters["integration.request.header.Content-Type"] = "method.request.header.Content-Type"
		declared = append(declared, "method.request.header.Content-Type")
	case "DELETE":
		ok.Status = 204
	}
	integration := &awsapigateway.CfnMethod_IntegrationProperty{
		Type:                  jsii.String("AWS"),
		IntegrationHttpMethod: jsii.String(s.method),
		Uri:                   serviceURI(api.Scope, s.bucket, "s3:path/"+*s.bucket.BucketName()+"/"+s.key),
		Credentials:           role.RoleArn(),
	}
	if len(parameters) > 0 {
		integration.RequestParameters = parameters
	}
	s.mapping.write(integration)
	usual := plainErrors(ok)
	if s.method == "GET" {
		// Without the right to list the bucket, S3 answers 403 for a key that is
		// not there.
		missing := RESTResponse{Status: 404, Pattern: "40[34]", Templates: map[string]string{"application/json": `{"message":"Not Found"}`}}
		usual[1].Pattern = `4(0[0-25-9]|[1-9]\d)`
		usual = slices.Insert(usual, 1, missing)
	}
	return RESTBinding{Integration: integration, Responses: s.mapping.responses(usual), Parameters: declared}
}
