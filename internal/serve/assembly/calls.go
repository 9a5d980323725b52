// Which function an integration calls: in a stage, if stage variables are part
// of its URI.

package assembly

import (
	"fmt"
	"regexp"
	"strings"
)

// Call is how an integration reaches a Lambda function in a stage.
type Call struct {
	Function  *Function // nil with Missing or Reason
	Qualifier string    // alias or version, "" for neither
	Missing   string    // a variable that the URI names and the stage has not
	Reason    string    // why the function is not known
}

// CallIn returns the call of an integration with a function, in a stage.
func (in *Integration) CallIn(stage string) Call {
	if call, ok := in.ByStage[stage]; ok {
		return call
	}
	return Call{Function: in.Function, Qualifier: in.Qualifier}
}

// stageVariable is a stage variable in a URI (API Gateway developer guide, "API
// Gateway stage variables reference for HTTP APIs").
var stageVariable = regexp.MustCompile(`\$\{stageVariables\.([A-Za-z0-9_]+)\}`)

// hasVariables reports whether each stage has a call of its own.
func (in *Integration) hasVariables() bool {
	function := in.Type == "AWS_PROXY" && in.Subtype == "" ||
		in.Type == "AWS" && (strings.Contains(in.URI, lambdaAction) || strings.Contains(in.URI, lambdaStreaming))
	return function && stageVariable.MatchString(in.URI)
}

// collectCalls finds the calls of integrations with stage variables, when all
// stages are known.
func (r *reader) collectCalls(api *API) {
	for _, route := range api.Routes {
		in := route.Integration
		if in == nil || !in.hasVariables() || in.ByStage != nil {
			continue
		}
		in.ByStage = map[string]Call{}
		for _, stage := range api.Stages {
			in.ByStage[stage.Name] = r.callIn(stage, in)
		}
	}
}

func (r *reader) callIn(stage *Stage, in *Integration) Call {
	uri, missing := stage.Expand(in.URI)
	if missing != "" {
		return Call{Missing: missing}
	}
	f, qualifier := r.functionOf(uri)
	if f == nil {
		return Call{Reason: fmt.Sprintf("%s: in stage %s it leads to function %s, which is not in this app", in.Path, stage.Name, uri)}
	}
	return Call{Function: f, Qualifier: qualifier}
}

// Expand puts the stage's variables into a text, and names one that it names and
// the stage has not.
func (s *Stage) Expand(text string) (expanded, missing string) {
	expanded = stageVariable.ReplaceAllStringFunc(text, func(variable string) string {
		name := strings.TrimSuffix(strings.TrimPrefix(variable, "${stageVariables."), "}")
		value, ok := s.Variables[name]
		if !ok {
			missing = name
		}
		return value
	})
	return expanded, missing
}
