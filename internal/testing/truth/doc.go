// Package truth holds what was recorded of AWS, for tests of the router and of
// the local server: events that functions get, and answers that clients get for
// what functions return.
//
//	func TestTruthEvents(t *testing.T) {
//		truth.Run(t, "events", truth.Of(truth.Events(t), "http1", "http2"), divergences, func(t *testing.T, c *truth.Event) []string {
//			return c.Compare(eventFor(c))
//		})
//	}
//
// A recording outranks what the project believes. A case that is failed on
// purpose is named by a [Divergence] with its reason. The environment variables
// TRUTH_EVENTS and TRUTH_RESPONSES name other files of cases, one JSON object a
// line, optionally compressed.
package truth
