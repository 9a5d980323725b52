// What can be wrong with Props.

package websocket

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

const defaultSelection = "$request.body.action"

// problems returns what is wrong with the settings that only a WebSocket API
// has.
func (p *Props) problems() []string {
	var found problems.List
	if text := selectionProblem(p.RouteSelection); p.RouteSelection != "" && text != "" {
		found.Add("RouteSelection %q: %s", p.RouteSelection, text)
	}
	if p.APIKeyFrom != "" && p.APIKeyFrom != HeaderAPIKey && p.APIKeyFrom != AuthorizerAPIKey {
		found.Add("APIKeyFrom is %q; there are websocket.HeaderAPIKey and websocket.AuthorizerAPIKey", p.APIKeyFrom)
	}
	return found.All()
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
	if token.In(expression) {
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
			return fmt.Sprintf(`%q is not a variable: write $request.body and the path of a member, such as %q or "${request.body.action}"`, v,
				defaultSelection)
		}
	}
	if strings.ContainsAny(variable.ReplaceAllString(plain, ""), "{}$") {
		return `a brace is open or alone: write "${request.body.action}", with the dollar outside`
	}
	return ""
}
