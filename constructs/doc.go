// Package constructs only groups the constructs that every kind of API shares:
// see constructs/function and constructs/accesslog. It holds nothing itself,
// since applications import the CDK's constructs package everywhere.
package constructs
