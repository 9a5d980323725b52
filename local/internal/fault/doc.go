// Package fault makes things fail that work, because a developer asks for it:
// what a client does then is seen before it happens in AWS.
//
//	faults := new(fault.Switches)
//	faults.Set(fault.State{Timeout: []string{"Todo/Function"}})
//	faults.TimesOut("Todo/Function") // true
//
// The gateways ask it where the thing itself would fail, so that what follows is
// what follows in AWS. A nil *Switches has all off.
package fault
