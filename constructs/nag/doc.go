// Package nag says which findings of cdk-nag stay, and why.
//
// cdk-nag checks an application by packs of rules when it is synthesised:
//
//	awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(nil), nil)
//
// What it finds and you want to keep needs a reason that everybody can read:
//
//	nag.Accept(stack, nag.Finding{
//		Rule:   "AwsSolutions-APIG4",
//		At:     []string{"Api/GET |health"},
//		Reason: "the health check is public on purpose",
//	})
//
// cdk-nag's own functions for that look for the resource right away, and routes
// are made at synth: it would say that there is none. Accept waits for it, and
// reports at synth what it has waited for in vain.
//
// The package needs no cdk-nag: it writes the metadata that cdk-nag reads. So
// the application itself does not load it, only the test that runs the rules.
package nag
