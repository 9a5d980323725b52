// Package front puts APIs, buckets, function URLs and other servers under one
// name: a CloudFront distribution with its certificate and DNS records.
//
//	site := front.New(stack, "Front", &front.Props{Name: "example.com", Zone: zone})
//	site.Route("/api/*", api)  // of any kind, of this library's or the CDK's
//	site.Route("/ws", chat)    // WebSocket APIs too
//	site.Route("/img/*", "https://images.example.net")
//	site.Route("/*", bucket)   // private, read by the distribution alone
//
// The route whose path says most takes a request, whatever the order of the
// declarations. Nothing of an API is cached unless a route asks for it.
package front
