// Package usage checks API keys, and counts what they use of their usage plans.
//
//	counts := usage.Of(host.Kept)
//	key, refusal := counts.Take(usage.Request{API: api, Stage: "v1", Value: r.Header.Get("X-Api-Key"), At: time.Now()})
package usage
