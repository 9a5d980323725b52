// Authorizers without a resource: everybody, and AWS's own signatures.

package authorizers

// None lets everybody call a route. It opts out of an API's default.
func None() Authorizer { return none{} }

// IAM lets those call a route whose requests AWS Signature Version 4 signs and
// whom a policy allows execute-api:Invoke on it.
func IAM() Authorizer { return iam{} }

type none struct{}

func (none) Name() string       { return "" }
func (none) Kind() string       { return "None" }
func (none) Public() bool       { return true }
func (none) Scoped() bool       { return false }
func (none) Problems() []string { return nil }

func (none) BindHTTP(HTTPScope) HTTPBinding {
	return HTTPBinding{Type: "NONE"}
}

type iam struct{}

func (iam) Name() string       { return "" }
func (iam) Kind() string       { return "IAM" }
func (iam) Public() bool       { return false }
func (iam) Scoped() bool       { return false }
func (iam) Problems() []string { return nil }

// AsksIAM is for the plan: rights to call a route are IAM policies.
func (iam) AsksIAM() bool { return true }

func (iam) BindHTTP(HTTPScope) HTTPBinding {
	return HTTPBinding{Type: "AWS_IAM"}
}

// BindREST implements [ForREST].
func (none) BindREST(RESTScope) RESTBinding { return RESTBinding{Type: "NONE"} }

// BindREST implements [ForREST].
func (iam) BindREST(RESTScope) RESTBinding { return RESTBinding{Type: "AWS_IAM"} }

func (none) WebSocketProblem() string { return "" }

func (none) BindWebSocket(WebSocketScope) WebSocketBinding { return WebSocketBinding{Type: "NONE"} }

func (iam) WebSocketProblem() string { return "" }

func (iam) BindWebSocket(WebSocketScope) WebSocketBinding { return WebSocketBinding{Type: "AWS_IAM"} }
