// What the go command says of a generated main package, in the user's terms.

package gobuild

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// generatedPlace matches the place in front of a message about a generated main
// package. The go command names the file as the overlay places it, the compiler
// as it lies in the cache.
var generatedPlace = regexp.MustCompile(`(?m)^.*?(?:` + regexp.QuoteMeta(overlayDir) +
	`[/\\]([0-9a-f]{16})[/\\]main|[/\\]src[/\\]([0-9a-f]{16}))\.go:(\d+)(?::\d+)?: `)

// generatedPackage matches the compiler's heading over such messages.
var generatedPackage = regexp.MustCompile(`(?m)^# \S*` + regexp.QuoteMeta(overlayDir) + `/[0-9a-f]{16}\n`)

// outsideWorkspace matches what is said of a module that go.work leaves out.
var outsideWorkspace = regexp.MustCompile(`(?m)^directory \S*?` + regexp.QuoteMeta(string(filepath.Separator)+overlayDir) +
	`\S* is contained`)

// needsGatehouse matches what is said if a module does not require this one.
var needsGatehouse = regexp.MustCompile(`(?:no required module provides|cannot find module providing|missing go\.sum entry for module ` +
	`providing) package github\.com/(?:gatehouse-go/gatehouse|aws/aws-lambda-go)/|gatehouse provides package \S+ and is replaced but not ` +
	`required`)

// ofTheModule matches what the go command says of a module as a whole, without
// its name.
var ofTheModule = regexp.MustCompile(`(?m)^go: `)

// explain replaces places in generated text, which users can't look up, by the
// place where they declared the route.
func explain(output, module string, mains []*generated) string {
	output = generatedPackage.ReplaceAllString(output, "")
	output = generatedPlace.ReplaceAllStringFunc(output, func(match string) string {
		parts := generatedPlace.FindStringSubmatch(match)
		line, _ := strconv.Atoi(parts[3])
		for _, g := range mains {
			if g.name != parts[1] && g.name != parts[2] {
				continue
			}
			if origin := g.origin(line); origin != "" {
				return origin + ": route: "
			}
			return g.main.ImportPath + ": generated main package: "
		}
		return match
	})
	output = outsideWorkspace.ReplaceAllStringFunc(output, func(match string) string {
		dir, _, _ := strings.Cut(match, string(filepath.Separator)+overlayDir)
		return dir + " is contained"
	})
	switch {
	case needsGatehouse.MatchString(output):
		output = strings.TrimRight(output, "\n") + fmt.Sprintf(
			"\n(what is generated beside handlers imports github.com/gatehouse-go/gatehouse/router: run \"go get "+
				"github.com/gatehouse-go/gatehouse/router\" in %s, and let a file of that module import it, else \"go mod tidy\" takes it out "+
				"again)\n", module)
	case ofTheModule.MatchString(output):
		output = strings.TrimRight(output, "\n") + fmt.Sprintf("\n(said of the module in %s)\n", module)
	}
	return output
}
