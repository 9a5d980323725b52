// Package gateway is what the server and the gateways know of each other: a
// gateway answers the requests of one API; the server gives it a Host, and
// brings it requests, by the API's own address or by a custom domain.
//
//	func New(host *gateway.Host, api *assembly.API) gateway.Gateway
//
// is the form of a kind's constructor, for example httpapi.New. Each kind is a
// package beside this one, and one line in the kinds of package local.
package gateway
