// Package proxy passes requests on to the backends of URL integrations; the
// answer comes back while it is written.
//
//	target, err := proxy.Parse("https://${stageVariables.host}/pets/{id}")
//	u, err := target.URL(params, variables)
//	answer, err := proxy.Do(ctx, transport, proxy.Request{Method: "GET", URL: u, Timeout: time.Second})
package proxy
