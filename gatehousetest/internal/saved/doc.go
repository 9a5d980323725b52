// Package saved proves that what the console saves as a Go test is one: the
// tests of an application's requests are written, built and run.
package saved
