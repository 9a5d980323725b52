// The kinds of event, and how they are recognised.

package router

// EventKind says who sent an event, and so how the answer has to look.
type EventKind uint8

const (
	// AnyEvent is the zero value: each event is recognised by its members.
	AnyEvent EventKind = iota
	// RESTEvent comes from a REST API, or an HTTP API with payload format 1.0.
	RESTEvent
	// HTTPEvent comes from an HTTP API with payload format 2.0.
	HTTPEvent
	// URLEvent comes from a Lambda function URL.
	URLEvent
	// ALBEvent comes from an Application Load Balancer.
	ALBEvent
	// LatticeV1Event comes from VPC Lattice with event structure version 1.
	LatticeV1Event
	// LatticeV2Event comes from VPC Lattice with event structure version 2.
	LatticeV2Event
	// WebSocketEvent comes from a WebSocket API.
	WebSocketEvent
)

var kindNames = [...]string{
	"any event", "REST API", "HTTP API", "function URL", "load balancer", "VPC Lattice v1", "VPC Lattice v2", "WebSocket API",
}

// String names the sender: "REST API", "load balancer".
func (k EventKind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// version2 reports whether the event has the members of payload format 2.0.
func (k EventKind) version2() bool { return k == HTTPEvent || k == URLEvent }

// encodedPath reports whether the path arrives percent-encoded, as the client
// sent it. Only payload format 2.0 of an HTTP API has it decoded (recorded on AWS
// from 2024 to 2026); decoding that twice would let a client smuggle in what the
// gateway, and its authorizers, never saw.
func (k EventKind) encodedPath() bool { return k != HTTPEvent }

// encodedParams reports whether the gateway's path parameters arrive as the client
// sent them: a REST API's do, those of payload format 1.0 are decoded although
// the path is not (recorded on AWS in 2024 and 2025).
func (e *event) encodedParams(k EventKind) bool { return k == RESTEvent && value(e.version) != "1.0" }

// detect recognises the event by its members.
func (e *event) detect() EventKind {
	switch {
	case !e.rawPath.Missing() || !e.routeKey.Missing() && e.context.http != "":
		// A function URL knows no routes, so what names one comes from an HTTP API.
		if isFunctionURL(e.context.domain.Scalar()) {
			if key := value(e.routeKey); key == "" || key == defaultKey {
				return URLEvent
			}
		}
		return HTTPEvent
	case !e.latticePath.Missing():
		return LatticeV1Event
	case !e.context.connectionID.Missing() && !e.context.eventType.Missing():
		return WebSocketEvent
	case e.context.elb != "":
		return ALBEvent
	case !e.httpMethod.Missing():
		return RESTEvent
	case !e.method.Missing() && !e.path.Missing():
		return LatticeV2Event
	}
	return AnyEvent
}
