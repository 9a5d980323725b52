// Package scaffold writes new applications: what "gatehouse init" leaves in an
// empty folder.
//
//	app := scaffold.App{Module: "example.com/shop", HTTP: true}
//	files, err := app.Files()
//	err = scaffold.Write("shop", files)
package scaffold
