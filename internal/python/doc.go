// Package python finds the Python interpreters of this machine: for reading
// sources, for installing packages, and for running functions.
//
//	interpreter, err := python.Find("python3.13", "/home/me/todo")
//	if err != nil {
//		return err // none in PATH
//	}
//	exec.Command(interpreter.Program, "handler.py")
package python
