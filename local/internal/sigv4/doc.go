// Package sigv4 verifies requests that are signed with AWS Signature Version
// 4, against credentials that are known here.
//
//	caller, err := sigv4.Verify(request, body, sigv4.Scope{Region: "eu-west-1", Service: "execute-api"},
//		map[string]string{"AKIDEXAMPLE": "secret"}, time.Now())
//
// It signs the request again, with the SDK's own signer, and compares.
// Signatures in the query string are refused.
package sigv4
