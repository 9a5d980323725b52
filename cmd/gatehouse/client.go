// gatehouse client: a client of the app's APIs, in Go or TypeScript.

package main

import (
	"errors"
	"fmt"
	"go/token"
	"path/filepath"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/client"
	"github.com/gatehouse-go/gatehouse/internal/openapi"
)

type clientCommand struct {
	documented
	Lang    string `help:"go or typescript." required:"" enum:"go,typescript"`
	Package string `help:"Name of the package, in Go. Default: that of the folder of -o, or client." placeholder:"NAME"`
}

func (c *clientCommand) Run(con *console) error {
	name, err := c.packageName()
	if err != nil {
		return err
	}
	docs, err := c.read(con)
	if err != nil {
		return err
	}
	if len(docs) == 0 {
		return errors.New("the app has no API")
	}
	var parts []openapi.Part
	var sockets []client.SocketDocument
	for _, d := range docs {
		if d.Async != nil {
			sockets = append(sockets, client.SocketDocument{Path: d.Path, Doc: d.Async})
		} else {
			parts = append(parts, openapi.Part{Path: d.Path, Doc: d.OpenAPI})
		}
	}
	var doc *openapi.Document
	if len(parts) > 0 {
		if doc, err = openapi.Merge("API", parts); err != nil {
			return err
		}
	}
	service := client.Read(doc, sockets)
	text := client.TypeScript(service)
	if c.Lang == "go" {
		if text, err = client.Go(service, client.Options{Package: name}); err != nil {
			return err
		}
	}
	warn(con, docs)
	return c.write(con, text)
}

// packageName is the name of the package that a client in Go is of.
func (c *clientCommand) packageName() (string, error) {
	switch {
	case c.Lang != "go" && c.Package != "":
		return "", errors.New("--package is for clients in Go: leave it out")
	case c.Package != "" && !token.IsIdentifier(c.Package):
		return "", fmt.Errorf("--package %q is not the name of a package: use letters and digits", c.Package)
	case c.Package != "" || c.Output == "" || c.Output == "-":
		return c.Package, nil
	}
	file, err := filepath.Abs(c.Output)
	if err != nil {
		return "", err
	}
	name := strings.ToLower(strings.Map(func(r rune) rune {
		if r < 128 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9') {
			return r
		}
		return -1
	}, filepath.Base(filepath.Dir(file))))
	if !token.IsIdentifier(name) {
		return "", nil
	}
	return name, nil
}
