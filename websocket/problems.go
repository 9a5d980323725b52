// What can be wrong with Props.

package websocket

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/internal/api"
)

const defaultSelection = "$request.body.action"

// problems returns what is wrong with the settings that only a WebSocket API
// has.
func (p *Props) problems() []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if text := selectionProblem(p.RouteSelection); p.RouteSelection != "" && text != "" {
		add("RouteSelection %q: %s", p.RouteSelection, text)
	}
	if p.APIKeyFrom != "" && p.APIKeyFrom != HeaderAPIKey && p.APIKeyFrom != AuthorizerAPIKey {
		add("APIKeyFrom is %q; there are websocket.HeaderAPIKey and websocket.AuthorizerAPIKey", p.APIKeyFrom)
	}
	if text := api.StageNameProblem(p.StageName); p.StageName != "" && text != "" {
		add("StageName %q: %s", p.StageName, text)
	}
	if !slices.Contains([]LogLevel{"", LogOff, LogErrors, LogAll}, p.Log) {
		add("Log is %q; there are websocket.LogOff, LogErrors and LogAll", p.Log)
	}
	if p.DataTrace && (p.Log == "" || p.Log == LogOff) {
		add("DataTrace adds messages to the log, which is off: set Log")
	}
	if p.Domain != nil && p.Domain.DomainName == nil {
		add("Domain has no DomainName")
	}
	if p.DisableEndpoint && p.Domain == nil {
		add("DisableEndpoint without a Domain: no client could connect: set both")
	}
	return append(out, variableProblems(p.Variables)...)
}

// variableProblems checks stage variables.
func variableProblems(variables map[string]string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		if text := api.VariableProblem(name, variables[name]); text != "" {
			out = append(out, "stage "+text)
		}
	}
	return out
}

// A variable of a route selection expression: $request.body.action, or with
// braces around all but the dollar.
var (
	variable = regexp.MustCompile(`\$\{[^{}]*\}|\$[A-Za-z0-9_.\[\]-]*`)
	source   = regexp.MustCompile(`^(request\.(body|header|querystring)|context|stageVariables)(\.[A-Za-z0-9_-]+(\[\d+\])?)+$`)
)

// selectionProblem checks a route selection expression: texts and variables,
// at least one of those (API Gateway developer guide, "WebSocket selection
// expressions").
func selectionProblem(expression string) string {
	if *awscdk.Token_IsUnresolved(expression) {
		return ""
	}
	plain := strings.ReplaceAll(expression, `\$`, "") // a dollar that stands for itself
	found := variable.FindAllString(plain, -1)
	if len(found) == 0 {
		return `has no variable, so every message would have the same key: write one such as "` + defaultSelection + `"`
	}
	for _, v := range found {
		name := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(v, "$"), "{"), "}")
		if !source.MatchString(name) {
			return fmt.Sprintf(`%q is no variable: write $request.body and the path of a member, such as %q or "${request.body.action}"`, v, defaultSelection)
		}
	}
	if strings.ContainsAny(variable.ReplaceAllString(plain, ""), "{}$") {
		return `a brace is open or alone: write "${request.body.action}", with the dollar outside`
	}
	return ""
}
