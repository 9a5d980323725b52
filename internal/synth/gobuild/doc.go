// Package gobuild builds the Lambda functions of an application: it writes the
// main package that leads from events to handlers, and compiles it without
// writing into the user's tree.
//
// The main packages exist only in an overlay of the go command, in a folder
// below the package of their handlers, so that internal packages can be
// imported. All functions of an application for one system are one go build.
// What it compiles lands in the user's cache folder, where the go command sees
// that nothing changed and skips the link.
//
// The same source gives the same bytes from any folder and on any machine:
// paths are trimmed, no version control state is stamped, and the name of a
// main package derives from its own text. (Go's own build information holds what
// go.mod says of a dependency, so a path in a replace directive is part of the
// bytes: write it relative to go.mod.)
package gobuild
