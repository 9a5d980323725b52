// gatehouse routes: a table of what the app has.

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/show"
	"github.com/gatehouse-go/gatehouse/internal/gomodule"
	"github.com/gatehouse-go/gatehouse/local"
)

type routesCommand struct {
	AppDir   string `help:"Folder of the app's cdk.json." default:"." placeholder:"DIR"`
	Assembly string `help:"Read this cloud assembly (cdk.out) instead of synthesising." placeholder:"DIR"`
	JSON     bool   `help:"Print JSON." name:"json"`
}

func (c *routesCommand) Run(con *console) error {
	dir := c.Assembly
	if dir == "" {
		p, err := openProject(c.AppDir)
		if err != nil {
			return err
		}
		if dir, err = os.MkdirTemp("", "gatehouse-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		if err := p.synth(con.ctx, dir, listContext()); err != nil {
			return err
		}
	}
	apis, err := local.Describe(dir)
	if err != nil {
		return err
	}
	relativeHandlers(c.AppDir, apis)
	if c.JSON {
		if apis == nil {
			apis = []local.API{}
		}
		encoder := json.NewEncoder(con.stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(apis)
	}
	printTable(con.stdout, apis)
	return nil
}

// relativeHandlers names handlers as the app in dir does: its own folder is
// where handler strings begin.
func relativeHandlers(dir string, apis []local.API) {
	prefix := gomodule.Prefix(dir)
	for _, api := range apis {
		for i := range api.Routes {
			api.Routes[i].Handler = strings.TrimPrefix(api.Routes[i].Handler, prefix)
		}
	}
}

// printTable prints the routes of each API.
func printTable(out io.Writer, apis []local.API) {
	var w strings.Builder // names come from templates: nothing in them may steer a terminal
	defer func() { io.WriteString(out, printable(w.String())) }()
	writeTable(&w, apis)
}

func writeTable(w io.Writer, apis []local.API) {
	if len(apis) == 0 {
		fmt.Fprintln(w, "The app has no API.")
	}
	for i, api := range apis {
		if i > 0 {
			fmt.Fprintln(w)
		}
		head := api.Path
		if api.URL != "" {
			head += "  " + api.URL
		}
		fmt.Fprintln(w, head)
		printStages(w, api)
		for _, m := range api.Mappings {
			scheme := "https"
			if api.Kind == "WEBSOCKET" {
				scheme = "wss"
			}
			at := strings.TrimSuffix(scheme+"://"+m.Domain+"/"+m.Key, "/")
			fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("  %s  stage %s  %s", at, m.Stage, m.URL), " "))
		}
		if api.Reason != "" {
			fmt.Fprintf(w, "  not served: %s\n", api.Reason)
		}
		if api.Reason != "" && len(api.Routes) == 0 {
			continue // they are not known
		}
		printRoutes(w, api)
	}
}

// printRoutes prints the table of one API, and what is wrong with its routes.
func printRoutes(w io.Writer, api local.API) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	key, ofRoute := "METHOD\tPATH", func(r local.Route) string { return printableLine(r.Method) + "\t" + printableLine(r.Path) }
	if api.Kind == "WEBSOCKET" {
		key, ofRoute = "ROUTE", func(r local.Route) string { return printableLine(r.Key) }
	}
	withURL := api.URL != "" && api.Reason == "" && api.Kind != "WEBSOCKET"
	fmt.Fprintf(table, "  %s\tHANDLER\tAUTH", key)
	if withURL {
		fmt.Fprint(table, "\tURL")
	}
	fmt.Fprintln(table)
	for _, r := range api.Routes {
		fmt.Fprintf(table, "  %s\t%s\t%s", ofRoute(r), printableLine(r.Handler), printableLine(show.Auth(r)))
		if withURL {
			fmt.Fprintf(table, "\t%s", r.URL)
		}
		fmt.Fprintln(table)
	}
	table.Flush()
	for _, r := range api.Routes {
		if r.Reason != "" && api.Reason == "" {
			fmt.Fprintf(w, "  %s answers 501: %s\n", r.Key, r.Reason)
		}
	}
}

// printStages prints the stages of an API, unless there is only the one that is
// in no URL.
func printStages(w io.Writer, api local.API) {
	if len(api.Stages) == 0 || slices.Equal(api.Stages, []string{"$default"}) {
		return
	}
	for _, stage := range api.Stages {
		where := api.StageURLs[stage]
		if api.URL != "" && where == "" {
			where = "-" // by a custom domain only, or nothing is deployed to it
		}
		fmt.Fprintln(w, strings.TrimRight("  stage "+stage+"  "+where, " "))
	}
}
