// gatehouse openapi: the document of the app's APIs.

package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/serve/documents"
)

// documented are the flags of commands that read the documents of an app.
type documented struct {
	AppDir   string   `help:"Folder of the app's cdk.json." default:"." placeholder:"DIR"`
	Assembly string   `help:"Read this cloud assembly (cdk.out) instead of synthesising." placeholder:"DIR"`
	API      []string `help:"Construct path of an API, such as Todo/Api; may be repeated. Default: all." name:"api" placeholder:"PATH"`
	Output   string   `help:"Write to this file instead of standard output." short:"o" placeholder:"FILE"`
}

// read returns the documents that are asked for.
func (c *documented) read(con *console) ([]*documents.Document, error) {
	dir := c.Assembly
	if dir == "" {
		p, err := openProject(c.AppDir)
		if err != nil {
			return nil, err
		}
		if dir, err = os.MkdirTemp("", "gatehouse-"); err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		if err := p.synth(con.ctx, dir, documentContext()); err != nil {
			return nil, err
		}
	}
	all, err := documents.Read(dir)
	if err != nil {
		return nil, err
	}
	return documents.Find(all, c.API)
}

// write writes the result whole or not at all.
func (c *documented) write(con *console, text []byte) error {
	if c.Output == "" || c.Output == "-" {
		_, err := con.stdout.Write(text)
		return err
	}
	if info, err := os.Stat(c.Output); err == nil && info.IsDir() {
		return fmt.Errorf("-o %s is a folder: name a file in it", c.Output)
	}
	err := os.MkdirAll(filepath.Dir(c.Output), 0o755)
	if err == nil {
		err = openapi.WriteFile(c.Output, text)
	}
	if err != nil {
		return fmt.Errorf("%s can't be written, and is as it was: %w", c.Output, err)
	}
	return nil
}

// warn says on standard error which documents have no schemas, and why.
func warn(con *console, docs []*documents.Document) {
	for _, d := range docs {
		if !d.Schemas {
			fmt.Fprintf(con.stderr, "gatehouse: %s: without schemas: %s\n", printable(d.Path), printable(d.Reason))
		}
	}
}

type openapiCommand struct {
	documented
	Version string `help:"Of OpenAPI: 3.1 or 3.0." default:"3.1" enum:"3.1,3.0"`
	Server  string `help:"URL of the API, for the document." placeholder:"URL"`
	Title   string `help:"Title of the document. Default: the API's name, or \"API\" for several."`
}

func (c *openapiCommand) Run(con *console) error {
	if u, err := url.Parse(c.Server); c.Server != "" && (err != nil || u.Scheme == "" || u.Host == "") {
		return fmt.Errorf("--server %q is not a URL: write one such as https://api.example.com/v1", c.Server)
	}
	docs, err := c.read(con)
	if err != nil {
		return err
	}
	text, shown, err := c.print(docs)
	if err != nil {
		return err
	}
	warn(con, shown)
	return c.write(con, text)
}

// print returns the text of a document of the APIs, and which it has: the one
// WebSocket API that is named, or all others.
func (c *openapiCommand) print(docs []*documents.Document) ([]byte, []*documents.Document, error) {
	sockets := slices.DeleteFunc(slices.Clone(docs), func(d *documents.Document) bool { return d.Async == nil })
	docs = slices.DeleteFunc(slices.Clone(docs), func(d *documents.Document) bool { return d.OpenAPI == nil })
	switch {
	case len(docs) == 0 && len(sockets) == 1:
		d := sockets[0]
		if c.Version != "3.1" || c.Server != "" {
			return nil, nil, fmt.Errorf("%s is a WebSocket API, which AsyncAPI 3.0 describes: leave out --version and --server", d.Path)
		}
		if c.Title != "" {
			d.Async.Info.Title = c.Title
		}
		text, err := openapi.Marshal(d.Async)
		return text, sockets, err
	case len(docs) == 0 && len(sockets) > 1:
		return nil, nil, fmt.Errorf("the app has WebSocket APIs alone, each with a document of its own: name one with --api: %s", paths(sockets))
	case len(sockets) > 0 && len(c.API) > 0:
		return nil, nil, fmt.Errorf("%s is a WebSocket API, which AsyncAPI describes in a document of its own: name it alone", paths(sockets))
	case len(docs) == 0:
		return nil, nil, errors.New("the app has no API")
	}
	var parts []openapi.Part
	for _, d := range docs {
		parts = append(parts, openapi.Part{Path: d.Path, Doc: d.OpenAPI})
	}
	doc, err := openapi.Merge("API", parts)
	if err != nil {
		return nil, nil, err
	}
	if c.Title != "" {
		doc.Info.Title = c.Title
	}
	if c.Server != "" {
		doc.Servers = []openapi.Server{{URL: c.Server}}
	}
	doc = doc.Public()
	if c.Version == "3.0" {
		if doc, err = doc.Version30(); err != nil {
			return nil, nil, err
		}
	}
	text, err := openapi.Marshal(doc)
	return text, docs, err
}

func paths(docs []*documents.Document) string {
	var names []string
	for _, d := range docs {
		names = append(names, d.Path)
	}
	return strings.Join(names, ", ")
}
