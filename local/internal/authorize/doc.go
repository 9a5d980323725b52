// Package authorize decides who may call a route. Each kind of authorizer finds
// out an identity, or gives a refusal; how a refusal looks to the client is the
// gateway's.
//
//	who, refusal := authorize.JWT(ctx, verifier, authorizer, scopes, values, step)
//	if refusal != nil {
//		return reply.Fail(http.StatusUnauthorized, "Unauthorized", "%s", refusal.Reason)
//	}
package authorize
