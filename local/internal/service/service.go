// Actions, and how each is called.

package service

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// action is how a subtype is called.
type action struct {
	service  string // in AWS_ENDPOINT_URL_*
	signing  string // name in signatures
	target   string // X-Amz-Target
	version  string // of the JSON protocol
	required []string
	lists    []string // parameters whose value is JSON or a list by commas
	objects  []string // parameters whose value is JSON
}

var actions = map[string]action{
	"EventBridge-PutEvents": {
		service: "EVENTBRIDGE", signing: "events", target: "AWSEvents.PutEvents", version: "1.1",
		required: []string{"Detail", "DetailType", "Source"},
		lists:    []string{"Resources"},
	},
	"SQS-SendMessage": {
		service: "SQS", signing: "sqs", target: "AmazonSQS.SendMessage", version: "1.0",
		required: []string{"QueueUrl", "MessageBody"},
		objects:  []string{"MessageAttributes", "MessageSystemAttributes"},
	},
	"SQS-ReceiveMessage": {
		service: "SQS", signing: "sqs", target: "AmazonSQS.ReceiveMessage", version: "1.0",
		required: []string{"QueueUrl"},
		lists:    []string{"AttributeNames", "MessageAttributeNames"},
	},
	"SQS-DeleteMessage": {
		service: "SQS", signing: "sqs", target: "AmazonSQS.DeleteMessage", version: "1.0",
		required: []string{"QueueUrl", "ReceiptHandle"},
	},
	"SQS-PurgeQueue": {
		service: "SQS", signing: "sqs", target: "AmazonSQS.PurgeQueue", version: "1.0",
		required: []string{"QueueUrl"},
	},
	"Kinesis-PutRecord": {
		service: "KINESIS", signing: "kinesis", target: "Kinesis_20131202.PutRecord", version: "1.1",
		required: []string{"StreamName", "Data", "PartitionKey"},
	},
	"StepFunctions-StartExecution": {
		service: "SFN", signing: "states", target: "AWSStepFunctions.StartExecution", version: "1.0",
		required: []string{"StateMachineArn"},
	},
	"StepFunctions-StartSyncExecution": {
		service: "SFN", signing: "states", target: "AWSStepFunctions.StartSyncExecution", version: "1.0",
		required: []string{"StateMachineArn"},
	},
	"StepFunctions-StopExecution": {
		service: "SFN", signing: "states", target: "AWSStepFunctions.StopExecution", version: "1.0",
		required: []string{"ExecutionArn"},
	},
}

// numbers are the parameters that services want as numbers.
var numbers = map[string]bool{
	"DelaySeconds": true, "MaxNumberOfMessages": true, "VisibilityTimeout": true, "WaitTimeSeconds": true,
}

// Call is one action at an endpoint.
type Call struct {
	subtype     string
	action      action
	endpoint    string
	region      string
	credentials aws.Credentials
	client      *http.Client
}

// Answer is what the service answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// New finds the endpoint for an integration's subtype. An error says why there is none.
func New(subtype, region string, getenv func(string) string, client *http.Client) (*Call, error) {
	a, ok := actions[subtype]
	if !ok {
		return nil, fmt.Errorf("integration subtype %s is not known to Gatehouse", subtype)
	}
	variable := "AWS_ENDPOINT_URL_" + a.service
	endpoint := getenv(variable)
	if endpoint == "" {
		variable, endpoint = "AWS_ENDPOINT_URL", getenv("AWS_ENDPOINT_URL")
	}
	if endpoint == "" {
		return nil, fmt.Errorf("%s needs an endpoint: set AWS_ENDPOINT_URL_%s to an emulator's address, or to the service's own",
			subtype, a.service)
	}
	if u, err := url.Parse(endpoint); err != nil || u.Host == "" {
		return nil, fmt.Errorf("%s is %q, which is not a URL", variable, endpoint)
	}
	credentials := aws.Credentials{
		AccessKeyID: getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"), SessionToken: getenv("AWS_SESSION_TOKEN"),
	}
	if credentials.AccessKeyID == "" { // emulators take anything
		credentials.AccessKeyID, credentials.SecretAccessKey = "test", "test"
	}
	return &Call{subtype: subtype, action: a, endpoint: endpoint, region: region, credentials: credentials, client: client}, nil
}

// Do calls the service with the integration's parameters. An error is one of
// the way there; what the service refuses is an answer.
func (c *Call) Do(ctx context.Context, parameters map[string]string) (*Answer, error) {
	region := c.region
	if r := parameters["Region"]; r != "" {
		region = r
	}
	body, err := c.body(parameters)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-"+c.action.version)
	request.Header.Set("X-Amz-Target", c.action.target)
	hash := sha256.Sum256(body)
	err = v4.NewSigner().SignHTTP(ctx, c.credentials, request, hex.EncodeToString(hash[:]), c.action.signing, region, time.Now())
	if err != nil {
		return nil, err
	}
	response, err := c.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 10<<20))
	if err != nil {
		return nil, err
	}
	return &Answer{response.StatusCode, http.Header{"Content-Type": {"application/json"}}, answer}, nil
}

// body makes the service's own request of the parameters.
func (c *Call) body(parameters map[string]string) ([]byte, error) {
	doc := map[string]any{}
	for name, text := range parameters {
		if name == "Region" {
			continue
		}
		value, err := c.value(name, text)
		if err != nil {
			return nil, err
		}
		if c.action.service == "SFN" { // the one service whose members begin in lower case
			name = strings.ToLower(name[:1]) + name[1:]
		}
		doc[name] = value
	}
	if c.subtype == "EventBridge-PutEvents" {
		doc = map[string]any{"Entries": []any{doc}}
	}
	return json.Marshal(doc)
}

func (c *Call) value(name, text string) (any, error) {
	for _, list := range c.action.lists {
		if name == list && !strings.HasPrefix(text, "[") {
			return strings.Split(text, ","), nil
		}
	}
	for _, object := range append(c.action.objects, c.action.lists...) {
		if name == object {
			var v any
			if err := json.Unmarshal([]byte(text), &v); err != nil {
				return nil, fmt.Errorf("parameter %s is not JSON: %w", name, err)
			}
			return v, nil
		}
	}
	if numbers[name] {
		return json.Number(text), nil
	}
	if name == "Data" { // Kinesis takes bytes
		return []byte(text), nil
	}
	return text, nil
}

// Missing are the parameters that the action needs and the integration lacks.
func (c *Call) Missing(parameters map[string]string) (names []string) {
	for _, name := range c.action.required {
		if _, ok := parameters[name]; !ok {
			names = append(names, name)
		}
	}
	return names
}
