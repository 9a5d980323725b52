// Package validation has the CDK's own validation check what the project makes:
// all golden templates, and the example applications. Findings are errors, unless
// the test accepts them with a reason.
//
// The validation is a part of the CDK since v2.262.1, so on an older one the
// tests are skipped, except with GATEHOUSE_VALIDATION=required. The flags of
// go test that choose the CDK go into GATEHOUSE_CDK too, for the examples:
//
//	GATEHOUSE_CDK=-modfile=/tmp/newest.mod GATEHOUSE_VALIDATION=required \
//		go test -modfile=/tmp/newest.mod ./internal/testing/validation
package validation
