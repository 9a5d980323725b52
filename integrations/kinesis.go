// Streams.

package integrations

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awskinesis"
)

var putRecord = &action{
	kind: "a Kinesis integration", subtype: "Kinesis-PutRecord", allows: "kinesis:PutRecord", fixed: []string{"StreamName"},
	required: []string{"Data", "PartitionKey"}, optional: []string{"ExplicitHashKey", "SequenceNumberForOrdering"},
	resources: func(s service) []*string {
		return []*string{s.target.(awskinesis.IStream).StreamArn()}
	},
}

// Kinesis puts a record into a stream. Its data is the request's body; its
// partition key the request's id, which spreads records over all shards.
// Parameters of the options change that. Options may be nil.
func Kinesis(stream awskinesis.IStream, options *ServiceOptions) Integration {
	return kinesis{newService(putRecord, stream, map[string]string{
		"Data": "$request.body", "PartitionKey": "$context.requestId",
	}, options)}
}

type kinesis struct{ service }

func (k kinesis) BindHTTP(api HTTPScope) HTTPBinding {
	return k.bind(api, map[string]string{"StreamName": *k.target.(awskinesis.IStream).StreamName()})
}

// BindREST implements [ForREST].
func (k kinesis) BindREST(api RESTScope) RESTBinding {
	return k.bindREST(api, "kinesis:action/PutRecord",
		map[string]string{"Content-Type": "application/x-amz-json-1.1"},
		fmt.Sprintf(`{"StreamName":"%s","Data":"$util.base64Encode($input.body)","PartitionKey":"$context.requestId"}`,
			*k.target.(awskinesis.IStream).StreamName()))
}
