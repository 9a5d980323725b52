// Package warning names what synth warns of, so that users can silence exactly
// that:
//
//	awscdk.Annotations_Of(api).AcknowledgeWarning(
//		jsii.String(string(warning.UnusedDefaultAuth)), jsii.String("every route has its own"))
//
// A name is a promise like a logical id: acknowledgements in users' programs
// hold it. It is never renamed, and never reused for something else.
// docs/warnings.md lists them all; a test compares the two.
package warning
