// Package reply is what a gateway answers: made by one of its steps, changed by
// others, and sent at the end.
//
//	a := reply.Fail(http.StatusNotFound, "Not Found", "no route matches")
//	n, err := a.Send(w)
//
// What an answer tells the client and what it tells the developer are two
// things: API Gateway keeps reasons to itself, the local server logs them.
package reply
