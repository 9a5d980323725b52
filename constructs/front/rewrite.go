// What is done to a request's path before it goes on: a CloudFront Function.

package front

import (
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
)

// rewriteMetadata is the key under which the resource of a CloudFront Function
// says what the function does, for who can't run it.
const rewriteMetadata = "gatehouse:rewrite"

// rewrite is what a function does with a request.
type rewrite struct {
	Cut      string // is taken off the front of the path
	Page     string // takes the place of a path without a file's extension
	NotFound bool   // the answer is 404
}

// id names the function by what it does.
func (w rewrite) id() string {
	if w.NotFound {
		return "NotFound"
	}
	var parts []string
	if w.Cut != "" {
		parts = append(parts, "Cut:"+atsynth.ChildID(w.Cut))
	}
	if w.Page != "" {
		parts = append(parts, "Page:"+atsynth.ChildID(w.Page))
	}
	return strings.Join(parts, ":")
}

// code is the function's source. Paths hold neither quotes nor backslashes.
func (w rewrite) code() string {
	if w.NotFound {
		return "function handler() {\n  return { statusCode: 404, statusDescription: 'Not Found' };\n}\n"
	}
	var b strings.Builder
	b.WriteString("function handler(event) {\n  var request = event.request;\n")
	if w.Cut != "" {
		b.WriteString("  request.uri = request.uri.slice(" + strconv.Itoa(len(w.Cut)) + ") || '/';\n")
	}
	if w.Page != "" {
		b.WriteString("  if (request.uri.split('/').pop().indexOf('.') < 0) {\n    request.uri = '" + w.Page + "';\n  }\n")
	}
	b.WriteString("  return request;\n}\n")
	return b.String()
}

// onRequest makes the function, once, and has it called for each request.
func (f *Front) onRequest(w rewrite) []any {
	id := jsii.String(w.id())
	made, ok := f.Node().TryFindChild(id).(awscloudfront.Function)
	if !ok {
		made = awscloudfront.NewFunction(f, id, &awscloudfront.FunctionProps{
			Code: awscloudfront.FunctionCode_FromInline(jsii.String(w.code())), Runtime: awscloudfront.FunctionRuntime_JS_2_0(),
		})
		made.Node().DefaultChild().(awscdk.CfnResource).AddMetadata(jsii.String(rewriteMetadata), map[string]any{
			"cut": w.Cut, "page": w.Page, "notFound": w.NotFound,
		})
	}
	return []any{map[string]any{"EventType": "viewer-request", "FunctionARN": *made.FunctionArn()}}
}
