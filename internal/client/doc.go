// Package client writes clients of APIs, in Go and in TypeScript: one file each,
// without dependencies, made of the documents that describe the APIs.
//
//	text, err := client.Go(client.Read(doc, sockets), client.Options{Package: "shop"})
//
// What is generated depends on the documents alone. Names come from operation ids
// and from schemas; where one clashes with what the file has itself, or with
// another, it is made unique in a fixed order.
package client
