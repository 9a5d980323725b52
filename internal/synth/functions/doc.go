// Package functions makes and builds the Lambda functions of a CDK app: for the
// kinds of API, whose routes share them, and for constructs/function, which is
// what users see of it.
package functions
