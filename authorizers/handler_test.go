// What a handler's types say of the kind of API and the settings it is for.

package authorizers_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

func TestHandlersByKindOfAPI(t *testing.T) {
	const ours = "github.com/gatehouse-go/gatehouse/router/authorizer."
	for name, tt := range map[string]struct {
		kind     *plan.Kind
		response authorizers.Response
		format   string
		event    string
		result   string
		want     string // "" for nothing wrong
	}{
		"HTTP, simple":           {plan.HTTP, authorizers.Simple, "", "*" + ours + "HTTPRequest", ours + "Simple", ""},
		"HTTP, policy":           {plan.HTTP, authorizers.Policy, "", "*" + ours + "HTTPRequest", "*" + ours + "Policy", ""},
		"HTTP, 1.0":              {plan.HTTP, authorizers.Policy, "1.0", "*" + ours + "RESTRequest", "*" + ours + "Policy", ""},
		"HTTP, token":            {plan.HTTP, authorizers.Policy, "", "*" + ours + "TokenRequest", "*" + ours + "Policy", "an HTTP API asks in payload format 2.0 with a *authorizer.HTTPRequest"},
		"HTTP, policy as simple": {plan.HTTP, authorizers.Simple, "", "*" + ours + "HTTPRequest", "*" + ours + "Policy", "set Response to authorizers.Policy"},
		"HTTP, simple as policy": {plan.HTTP, authorizers.Policy, "", "*" + ours + "HTTPRequest", "*" + ours + "Simple", "set Response to authorizers.Simple"},
		"REST":                   {plan.REST, authorizers.Policy, "1.0", "*" + ours + "RESTRequest", "*" + ours + "Policy", ""},
		"REST, HTTP's event":     {plan.REST, authorizers.Policy, "1.0", "*" + ours + "HTTPRequest", "*" + ours + "Policy", "a REST API asks with a *authorizer.RESTRequest"},
		"WebSocket":              {plan.WebSocket, authorizers.Policy, "", "*" + ours + "WebSocketRequest", "*" + ours + "Policy", ""},
		"WebSocket, HTTP's":      {plan.WebSocket, authorizers.Policy, "", "*" + ours + "HTTPRequest", "*" + ours + "Policy", "a WebSocket API asks with a *authorizer.WebSocketRequest"},
		"types of the user":      {plan.HTTP, authorizers.Simple, "", ".Event", ".Answer", ""},
	} {
		auth := authorizers.Lambda("a", "functions/auth.Check", &authorizers.LambdaOptions{Response: tt.response, PayloadFormat: tt.format}).(plan.Handled)
		got := auth.HandlerProblems(tt.kind, &source.Func{Event: tt.event, Result: tt.result, Signature: "func()"})
		if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
