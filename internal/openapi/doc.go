// Package openapi has the documents that describe APIs: OpenAPI 3.1 for HTTP and
// REST APIs, AsyncAPI 3.0 for WebSocket APIs.
//
//	doc := openapi.Build(&openapi.API{Path: "Todo/Api", Kind: openapi.HTTP, Title: "Todo", Routes: routes})
//	text, err := openapi.Marshal(doc.Version30())
//
// A synth builds one of each API and writes it into the cloud assembly, beside
// the templates; the command and the local server read it there. Where there is
// none, the same is built of what the template says, without schemas. The bytes
// of a document depend on nothing but the API.
package openapi
