// Package procgroup starts processes so that they end together with whatever
// they start themselves.
//
//	procgroup.Own(cmd)
//	err := cmd.Start()
//	...
//	procgroup.Kill(cmd, false)
//	procgroup.Sweep("SOME_ID=" + id) // what has left the group
//
// Kill reaches a group (on Windows the descendants). On Linux it reaches
// descendants that began a session of their own, too, and Sweep those whose
// parent has ended. Elsewhere such processes outlive Kill. A subreaper or a
// control group would also find processes that removed their environment, but
// the one changes the program that this package is part of, and the other needs
// rights.
package procgroup
