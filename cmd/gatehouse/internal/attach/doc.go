// Package attach leads tools to the console of the "gatehouse dev" that runs for a
// folder, by a file that only the user can read.
//
//	file, err := attach.File(".")
//	err = attach.Write(file, attach.Console{Address: c.Address(), Token: c.Token(), PID: os.Getpid()})
//	defer attach.Remove(file)
//
// A tool finds it:
//
//	console, err := attach.Find(ctx, file) // ErrNone: nothing runs
//	text, err := console.Ask(ctx, "GET", "/api/app", nil)
//
// A file that a process left behind which was killed is removed by Find.
package attach
