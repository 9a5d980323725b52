// Package nodebuild makes the code of Lambda functions in JavaScript and
// TypeScript: it bundles their handlers with esbuild, in this process, and
// writes the router that leads from events to them.
//
//	built, err := nodebuild.Build(ctx, []code.Main{{
//		Language: source.Node, Source: "functions/users", Dir: "/app/functions", File: "users.ts", ModuleDir: "/app",
//		Routes: []code.Route{{Key: "GET /users", Module: "users", Func: "index"}},
//	}})
//
// The code is a folder of ES modules: index.mjs, which is generated, and the
// bundles of the files that hold handlers. Nothing is run or installed, and
// nothing is written into the user's tree. What handlers export is read from
// what esbuild says of the bundles.
//
// The same sources give the same bytes from any folder and on any machine. The
// folders of code lie in the user's cache by their content; a function whose
// files have not changed since the last build is not bundled again.
package nodebuild
