// What CloudFormation asks for.

package cloudflare

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// Event is a request of CloudFormation's, as the CDK's provider framework passes
// it on.
type Event struct {
	RequestType           string // Create, Update or Delete
	StackId               string
	LogicalResourceId     string
	PhysicalResourceId    string
	ResourceProperties    Properties
	OldResourceProperties Properties
}

// Properties are those of the custom resource.
type Properties struct {
	Zone      string   // id of the zone
	Token     string   // ARN of a secret, or name of a parameter, which holds the API token
	URLSuffix string   // of AWS: "amazonaws.com"
	Region    string   // of the certificate and of a parameter
	Names     []string // of a certificate; or
	Name      string   // of a record
	Target    string   // where the record leads
}

// Answer is what became of a request.
type Answer struct {
	PhysicalResourceId string            `json:",omitempty"`
	Data               map[string]string `json:",omitempty"`
	IsComplete         bool
}

// OnEvent begins what CloudFormation asks for. It may be called again for the same
// request, and then does nothing twice.
func OnEvent(ctx context.Context, e Event) (Answer, error) { return fromEnv().onEvent(ctx, e) }

// IsComplete goes on with it, and reports whether it is done.
func IsComplete(ctx context.Context, e Event) (Answer, error) { return fromEnv().isComplete(ctx, e) }

func (s *services) onEvent(ctx context.Context, e Event) (Answer, error) {
	p := e.ResourceProperties
	switch {
	case e.RequestType == "Delete":
		return Answer{PhysicalResourceId: e.PhysicalResourceId}, nil // isComplete does it, as it may have to wait
	case len(p.Names) == 0:
		id := fmt.Sprintf("cloudflare/%s/%s", p.Zone, p.Name)
		return Answer{PhysicalResourceId: id}, s.write(ctx, p, record{Type: "CNAME", Name: p.Name, Content: p.Target}, e.owner())
	case e.RequestType == "Update" && isCertificate(e.PhysicalResourceId) && sameNames(p, e.OldResourceProperties):
		return Answer{PhysicalResourceId: e.PhysicalResourceId}, nil
	}
	arn, err := s.requestCertificate(ctx, p, e)
	return Answer{PhysicalResourceId: arn}, err
}

func (s *services) isComplete(ctx context.Context, e Event) (Answer, error) {
	p := e.ResourceProperties
	switch {
	case e.RequestType == "Delete" && len(p.Names) == 0:
		err := s.remove(ctx, p, record{Type: "CNAME", Name: p.Name, Content: p.Target}, e.owner())
		return Answer{IsComplete: err == nil}, err
	case e.RequestType == "Delete":
		return s.deleteCertificate(ctx, p, e)
	case len(p.Names) == 0:
		return Answer{IsComplete: true}, nil
	}
	return s.validate(ctx, p, e)
}

// owner is what a record says of who has made it.
func (e Event) owner() string {
	stack := e.StackId
	if parts := strings.Split(stack, "/"); len(parts) > 1 {
		stack = parts[1] // the stack's name
	}
	return "Gatehouse: stack " + cmp.Or(stack, "?")
}

func isCertificate(id string) bool { return strings.HasPrefix(id, "arn:") }

func sameNames(a, b Properties) bool {
	return a.Region == b.Region && slices.Equal(slices.Sorted(slices.Values(a.Names)), slices.Sorted(slices.Values(b.Names)))
}
