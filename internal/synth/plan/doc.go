// Package plan turns routes as declared into what must be created: which
// routes with which authorizer and scopes, which functions with which routes,
// which integrations. It is plain Go without the CDK, so a mistake of the user
// is found in microseconds and all of them at once.
//
// The three kinds of API share it. What differs between them is a [Kind], and
// what only a construct can know (settings of a function, an integration's own
// options) arrives as problems beside the route.
package plan
