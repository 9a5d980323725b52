// Queues.

package integrations

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
)

// QueueAction is what an API does with a queue.
type QueueAction string

const (
	// SendMessage sends the request's body as a message. A FIFO queue needs the
	// parameter MessageGroupId, and MessageDeduplicationId if it does not
	// compare the messages' content.
	SendMessage QueueAction = "SendMessage"

	// ReceiveMessage receives messages.
	ReceiveMessage QueueAction = "ReceiveMessage"

	// DeleteMessage deletes the message whose receipt handle is the query
	// parameter receiptHandle.
	DeleteMessage QueueAction = "DeleteMessage"

	// PurgeQueue deletes all messages.
	PurgeQueue QueueAction = "PurgeQueue"
)

var queueActions = map[QueueAction]*action{
	SendMessage: queueAction("SendMessage", false, []string{"MessageBody"},
		"DelaySeconds", "MessageAttributes", "MessageDeduplicationId", "MessageGroupId", "MessageSystemAttributes"),
	ReceiveMessage: queueAction("ReceiveMessage", true, nil,
		"AttributeNames", "MaxNumberOfMessages", "MessageAttributeNames", "ReceiveRequestAttemptId", "VisibilityTimeout", "WaitTimeSeconds"),
	DeleteMessage: queueAction("DeleteMessage", false, []string{"ReceiptHandle"}),
	PurgeQueue:    queueAction("PurgeQueue", false, nil),
}

func queueAction(name string, decrypts bool, required []string, optional ...string) *action {
	return &action{
		kind: "an SQS integration", subtype: "SQS-" + name, allows: "sqs:" + name, fixed: []string{"QueueUrl"},
		required: required, optional: optional, decrypts: decrypts,
		resources: func(s service) []*string {
			return []*string{s.target.(awssqs.IQueue).QueueArn()}
		},
	}
}

// SQS leads to a queue. Options may be nil.
func SQS(queue awssqs.IQueue, do QueueAction, options *ServiceOptions) Integration {
	act := queueActions[do]
	if act == nil {
		s := newService(queueActions[SendMessage], queue, map[string]string{"MessageBody": "$request.body"}, nil)
		s.wrong = fmt.Sprintf("action %q is unknown: there are integrations.SendMessage, ReceiveMessage, DeleteMessage and PurgeQueue", do)
		return sqs{s}
	}
	defaults := map[string]string{}
	switch do {
	case SendMessage:
		defaults["MessageBody"] = "$request.body"
	case DeleteMessage:
		defaults["ReceiptHandle"] = "$request.querystring.receiptHandle"
	}
	s := newService(act, queue, defaults, options)
	if do == SendMessage && !isnil.Any(queue) && *queue.Fifo() && s.values()["MessageGroupId"] == "" {
		s.wrong = `the queue is FIFO and needs the parameter MessageGroupId, such as "$request.header.x-group"`
	}
	return sqs{s}
}

type sqs struct{ service }

func (s sqs) BindHTTP(api HTTPScope) HTTPBinding {
	return s.bind(api, map[string]string{"QueueUrl": *s.target.(awssqs.IQueue).QueueUrl()})
}

// BindREST implements [ForREST].
func (s sqs) BindREST(api RESTScope) RESTBinding {
	queue := s.target.(awssqs.IQueue)
	return s.bindREST(api, fmt.Sprintf("sqs:path/%s/%s", *queue.Env().Account, *queue.QueueName()),
		map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, "Action=SendMessage&MessageBody=$util.urlEncode($input.body)")
}

// RESTProblems implements facet.RESTChecked.
func (s sqs) RESTProblems() []string {
	out := s.service.RESTProblems()
	if s.action != queueActions[SendMessage] {
		out = append(out, s.action.subtype+": a REST API sends messages; an HTTP API receives and deletes them too")
	}
	return out
}
