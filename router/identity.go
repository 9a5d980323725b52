// Who asks, and what the gateway knows about it.

package router

import (
	"encoding/json"
	"net/netip"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/rawjson"
)

// RequestContext returns the event's requestContext as it came, nil if there is
// none.
func (r *Request) RequestContext() json.RawMessage {
	return json.RawMessage(r.event.requestContext)
}

// RequestID returns the gateway's id of the request; that of Lambda is in
// lambdacontext.FromContext.
func (r *Request) RequestID() string { return r.event.context.requestID.Scalar() }

// Stage returns the name of the API's stage.
func (r *Request) Stage() string { return r.event.context.stage.Scalar() }

// Domain returns the domain name that the request was sent to.
func (r *Request) Domain() string { return r.event.context.domain.Scalar() }

// StageVariable returns a stage variable, "" if there is none of that name.
func (r *Request) StageVariable(name string) string {
	return lastMember(r.event.stageVariables, name).Scalar()
}

// SourceIP returns the client's address as the gateway saw it; behind a load
// balancer or VPC Lattice, the last of X-Forwarded-For that isn't the client's
// own claim.
func (r *Request) SourceIP() string {
	switch r.kind {
	case HTTPEvent, URLEvent:
		return r.event.context.http.Field("sourceIp").Scalar()
	case ALBEvent, LatticeV1Event, LatticeV2Event:
		list := r.Header("X-Forwarded-For")
		return withoutPort(strings.TrimSpace(list[strings.LastIndexByte(list, ',')+1:]))
	}
	return r.event.context.identity.Field("sourceIp").Scalar()
}

// withoutPort takes the port from an address: a load balancer adds it if it is
// told to (routing.http.xff_client_port.enabled).
func withoutPort(address string) string {
	if both, err := netip.ParseAddrPort(address); err == nil {
		return both.Addr().String()
	}
	return strings.Trim(address, "[]")
}

// UserAgent returns what the client says it is.
func (r *Request) UserAgent() string { return r.Header("User-Agent") }

// Protocol returns the HTTP version, such as "HTTP/1.1".
func (r *Request) Protocol() string {
	if r.kind.version2() {
		return r.event.context.http.Field("protocol").Scalar()
	}
	return r.event.requestContext.Field("protocol").Scalar()
}

// An Identity is who signed the request, or which key it carries; what there is
// depends on how the route is authorised.
type Identity struct {
	SourceIP, UserAgent                         string
	AccountID, Caller, User, UserARN, AccessKey string // IAM
	APIKey, APIKeyID                            string // REST APIs
	CognitoIdentityID, CognitoIdentityPoolID    string // Cognito identity pools
	PrincipalOrgID                              string
	ClientCertSubject                           string // mutual TLS
}

// Identity returns who signed the request.
func (r *Request) Identity() Identity {
	c := &r.event.context
	iam := c.authorizer.Field("iam")
	id := c.identity
	cert := id.At("clientCert", "subjectDN")
	if r.kind.version2() {
		cert = r.event.requestContext.At("authentication", "clientCert", "subjectDN")
	}
	either := func(v1, v2 string) string {
		if v := id.Field(v1); !v.Missing() {
			return v.Scalar()
		}
		return iam.Field(v2).Scalar()
	}
	cognito := func(v1, v2 string) string {
		if v := id.Field(v1); !v.Missing() {
			return v.Scalar()
		}
		return iam.At("cognitoIdentity", v2).Scalar()
	}
	return Identity{
		SourceIP: r.SourceIP(), UserAgent: r.UserAgent(),
		AccountID: either("accountId", "accountId"), Caller: either("caller", "callerId"), User: either("user", "userId"),
		UserARN: either("userArn", "userArn"), AccessKey: either("accessKey", "accessKey"),
		APIKey: id.Field("apiKey").Scalar(), APIKeyID: id.Field("apiKeyId").Scalar(),
		CognitoIdentityID:     cognito("cognitoIdentityId", "identityId"),
		CognitoIdentityPoolID: cognito("cognitoIdentityPoolId", "identityPoolId"),
		PrincipalOrgID:        either("principalOrgId", "principalOrgId"), ClientCertSubject: cert.Scalar(),
	}
}

// Claims returns the claims of the JWT, or of the Cognito user pool's token,
// that the gateway has checked; nil if the route has no such authorizer. HTTP
// APIs give all of them as strings.
func (r *Request) Claims() map[string]any {
	v := r.claims()
	if v.Kind() != '{' {
		return nil
	}
	return decodeMap(v)
}

// Claim returns one claim as a string, "" if there is none.
func (r *Request) Claim(name string) string { return lastMember(r.claims(), name).Scalar() }

func (r *Request) claims() rawjson.Value {
	if v := r.event.context.authorizer.At("jwt", "claims"); v.Kind() == '{' {
		return v
	}
	return r.event.context.authorizer.Field("claims")
}

// Scopes returns the scopes of the JWT.
func (r *Request) Scopes() []string {
	if v := r.event.context.authorizer.At("jwt", "scopes"); v.Kind() == '[' {
		return texts(v)
	}
	if v := r.event.context.authorizer.Field("scopes"); v.Kind() == '[' {
		return texts(v)
	}
	return strings.Fields(r.Claim("scope"))
}

// Authorizer returns what a Lambda authorizer put into its context; nil if the
// route has none. REST APIs give all values as strings, and principalId beside
// them.
func (r *Request) Authorizer() map[string]any {
	v := r.event.context.authorizer
	if inner := v.Field("lambda"); inner.Kind() == '{' {
		v = inner
	}
	if v.Kind() != '{' {
		return nil
	}
	return decodeMap(v)
}

// AuthorizerValue returns one value of a Lambda authorizer's context, "" if
// there is none. Numbers and booleans are given as they're written in JSON.
func (r *Request) AuthorizerValue(name string) string {
	if v := r.event.context.authorizer.Field("lambda"); v.Kind() == '{' {
		return lastMember(v, name).Scalar()
	}
	return lastMember(r.event.context.authorizer, name).Scalar()
}

// decodeMap decodes an object that has been checked already.
func decodeMap(v rawjson.Value) map[string]any {
	var m map[string]any
	if json.Unmarshal([]byte(v), &m) != nil {
		return nil // a number too large for a float64
	}
	return m
}
