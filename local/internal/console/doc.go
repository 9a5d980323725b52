// Package console shows what a local server decides, and lets a developer try
// things out: a page and, behind it, a JSON API, on a port of their own.
//
//	c, err := console.Start(console.Config{Folder: "/home/me/shop"})
//	if err != nil {
//		return err
//	}
//	defer c.Close()
//	c.Attach(server) // what answers the questions; may come later, and change
//	fmt.Println(c.URL())
//
// Whoever may call it can run the app's code and read what clients have sent, so
// it listens on the loopback address only and asks for a token, which the address
// that URL returns holds. guard.go has the rules. docs/agents.md documents the API.
package console
