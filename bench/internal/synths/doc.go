// Package synths declares APIs of n routes in several ways, Gatehouse's and those of the
// CDK's L2s in Go and in TypeScript, and measures what their synth costs, what is in
// their templates, and how many calls to the CDK's kernel they take.
//
//	synths.Enter()
//	took := synths.Time(synths.ByDefinition, 400)
//
// Nothing is built, and the CDK's own validation of templates is off: both cost every way
// the same.
package synths
