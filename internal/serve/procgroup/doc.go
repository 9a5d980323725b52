// Package procgroup starts processes so that they end together with whatever
// they start themselves.
//
//	procgroup.Own(cmd)
//	err := cmd.Start()
//	...
//	procgroup.Kill(cmd, false)
package procgroup
