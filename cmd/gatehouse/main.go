// Command gatehouse serves the APIs of a CDK application on this machine.
//
//	gatehouse init shop              write a new application into the folder shop
//	gatehouse dev                    synthesise the app in this folder, serve it, follow its sources
//	gatehouse routes [--json]        list the routes of the app
//	gatehouse diff main              what changes for callers and for what is deployed, since main
//	gatehouse openapi [-o api.json]  the OpenAPI document of its APIs
//	gatehouse client --lang go       a client of its APIs, or --lang typescript
//	gatehouse token --scope=admin    a token for "gatehouse dev --issuer"
//	gatehouse mcp                    the same as the console's, for agents
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/gatehouse-go/gatehouse/internal/spelling"
)

type commands struct {
	Init    initCommand    `cmd:"" help:"Write a new application."`
	Dev     devCommand     `cmd:"" help:"Synthesise the app, serve its APIs, and follow its sources."`
	Routes  routesCommand  `cmd:"" help:"List the routes of the app."`
	Diff    diffCommand    `cmd:"" help:"Say what changes for callers and for what is deployed."`
	OpenAPI openapiCommand `cmd:"" name:"openapi" help:"Print the OpenAPI document of the app's APIs."`
	Client  clientCommand  `cmd:"" help:"Write a client of the app's APIs, in Go or TypeScript."`
	Token   tokenCommand   `cmd:"" help:"Make a token that \"gatehouse dev --issuer\" takes."`
	MCP     mcpCommand     `cmd:"" name:"mcp" help:"Offer what the console shows and can do to agents."`
}

// console is where a command reads and writes.
type console struct {
	ctx    context.Context
	stdout io.Writer
	stderr io.Writer
}

func main() {
	if isStandIn(os.Args[0]) {
		os.Exit(docker(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run runs a command line and returns its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once
	code := -1
	parser, err := kong.New(&commands{},
		kong.Name("gatehouse"),
		kong.Description("Serves the APIs of a CDK application on this machine: no AWS, no Docker."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(c int) { code = c }),
		kong.UsageOnError(),
		concernNames(),
	)
	if err != nil {
		fmt.Fprintln(stderr, "gatehouse:", err)
		return 2
	}
	if err := knownCommand(parser, args); err != nil {
		fmt.Fprintln(stderr, "gatehouse:", err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if code >= 0 { // --help has been answered
		return code
	}
	if err != nil {
		fmt.Fprintln(stderr, "gatehouse:", err)
		return 2
	}
	err = parsed.Run(&console{ctx, stdout, stderr})
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return 0 // Ctrl-C is how one leaves
	}
	if errors.As(err, new(found)) {
		return 3
	}
	if err != nil {
		fmt.Fprintln(stderr, "gatehouse:", printable(err.Error())) // it may hold what the app has printed
		return 1
	}
	return 0
}

// knownCommand says which commands there are if the one that is named is not
// one of them.
func knownCommand(parser *kong.Kong, args []string) error {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return nil
	}
	var names []string
	for _, command := range parser.Model.Children {
		names = append(names, command.Name)
	}
	if slices.Contains(names, args[0]) {
		return nil
	}
	hint := ""
	for _, name := range names {
		if spelling.Distance(args[0], name) <= 2 {
			hint = fmt.Sprintf("did you mean %q? ", name)
		}
	}
	return fmt.Errorf("there is no command %q: %sthe commands are %s; \"gatehouse --help\" describes them",
		args[0], hint, strings.Join(names, ", "))
}
