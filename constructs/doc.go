// Package constructs only groups the constructs that every kind of API shares:
// function, links, domain, accesslog, monitor and nag below it. It holds nothing
// itself, since applications import the CDK's constructs package everywhere.
package constructs
