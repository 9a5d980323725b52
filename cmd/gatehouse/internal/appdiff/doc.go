// Package appdiff compares two synthesised versions of an application: which
// routes come, go and move, who may call them, what breaks their clients, and
// what CloudFormation does with the stacks that are deployed.
//
//	before, err := appdiff.Load("old/cdk.out", "")
//	after, err := appdiff.Load("new/cdk.out", "")
//	report := appdiff.Compare(before, after)
//	report.Text(os.Stdout)
//	if report.Has(appdiff.Breaks) {
//		os.Exit(3)
//	}
package appdiff
