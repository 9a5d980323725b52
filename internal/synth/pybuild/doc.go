// Package pybuild makes the code of Lambda functions in Python: it checks the
// handlers without running anything of the user's, collects the files that they
// are made of, installs the packages that they need, and adds the module that
// leads events to them.
//
//	built, err := pybuild.Build(ctx, []code.Main{{
//		Language: source.Python, Source: "functions/users", Runtime: "python3.13", GOARCH: "arm64",
//		ModuleDir: "/app", Dir: "/app/functions", File: "users.py",
//		Routes: []code.Route{{Key: "GET /users", Module: "users", Func: "index"}},
//	}})
//
// A function of a file has that file and what it imports from the application,
// and so on; one of a folder has the whole folder too. The folder of the handlers
// is the root in Lambda, so its modules import each other by their bare names;
// other modules of the application lie as they do there. Imports that name the
// folder, or are relative to it, work as well: then the generated module makes it
// a package.
//
// Sources are read by Python's own parser, in one process for all files, and
// what it found is kept by the text of the file; so nothing is started if nothing
// has changed. A machine without Python has a scanner instead, which finds
// functions and no mistakes.
//
// Packages are wheels for the function's platform, installed by uv or pip into the
// user's cache, once for the same requirements. They are the same bytes on every
// machine: programs, bytecode and records of this machine are left out.
package pybuild
