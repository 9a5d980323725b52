// Package oracles has others judge the documents of APIs: kin-openapi, which
// validates them, and oapi-codegen and ogen, which make code of them that must
// compile.
//
//	cd internal/testing/oracles && go test .
//
// It is a module of its own, so that nobody who uses the project has to download
// what it needs.
package oracles
