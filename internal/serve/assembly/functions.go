// Lambda functions: their code, environment, and who may call them.

package assembly

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// permission is an AWS::Lambda::Permission for API Gateway.
type permission struct {
	path      string
	function  string // name or ARN, with or without qualifier
	qualifier string // alias or version that it is for, "" for neither
	sourceARN string // pattern; empty is any
}

func (r *reader) collectFunctions() {
	for _, s := range r.stacks {
		for _, id := range slices.Sorted(maps.Keys(s.template.Resources)) {
			res := s.template.Resources[id]
			if res.Type != "AWS::Lambda::Function" && res.Type != "AWS::Lambda::Permission" {
				continue
			}
			exists, u := s.exists(res)
			if u == nil && !exists {
				continue
			}
			if res.Type == "AWS::Lambda::Permission" {
				r.addPermission(s, id, res, u)
				continue
			}
			f := s.readFunction(id, res)
			if u != nil {
				f.Problems = append(f.Problems, Problem{s.pathOf(id), "its condition: " + u.reason})
			}
			r.warnOfDummies(f)
			r.functions[f.ARN] = f
			r.app.Functions = append(r.app.Functions, f)
		}
	}
	r.collectAliases()
	for _, p := range r.permits {
		if f, qualifier := r.functionOf(p.function); f != nil {
			p.qualifier = qualifier
			f.permissions = append(f.permissions, p)
		}
	}
}

// collectAliases finds the versions that aliases lead to.
func (r *reader) collectAliases() {
	for _, s := range r.stacks {
		for _, id := range slices.Sorted(maps.Keys(s.template.Resources)) {
			res := s.template.Resources[id]
			if res.Type != "AWS::Lambda::Alias" {
				continue
			}
			var problems []Problem
			p := s.props(id, res, &problems)
			name, version := p.string("Name"), p.string("FunctionVersion")
			if f, _ := r.functionOf(p.string("FunctionName")); f != nil && len(problems) == 0 {
				if f.Versions == nil {
					f.Versions = map[string]string{}
				}
				f.Versions[name] = version
			}
		}
	}
}

// Version is the version of a function that an alias, or a version itself, means.
func (f *Function) Version(qualifier string) string {
	if v := f.Versions[qualifier]; v != "" {
		return v
	}
	return cmp.Or(qualifier, "$LATEST")
}

func (r *reader) addPermission(s *stack, id string, res *resource, condition *unresolved) {
	var problems []Problem
	p := s.props(id, res, &problems)
	principal := p.string("Principal")
	if condition == nil && principal != "apigateway.amazonaws.com" && principal != "*" {
		return
	}
	action := p.string("Action")
	if action != "lambda:InvokeFunction" && action != "lambda:*" {
		return
	}
	given := permission{path: p.path, function: p.string("FunctionName"), sourceARN: p.string("SourceArn")}
	if len(problems) > 0 || condition != nil {
		// To refuse calls is as much a guess as to allow them, so it is reported.
		r.problem(p.path, "this permission can't be read, so it is ignored")
		return
	}
	r.permits = append(r.permits, given)
}

func (s *stack) readFunction(id string, res *resource) *Function {
	f := &Function{Path: s.constructOf(id), Unresolved: map[string]string{}, Environment: map[string]string{}}
	p := s.props(id, res, &f.Problems)
	f.Name = asText(s.named(id, res))
	f.ARN = asText(s.arn(id, res))
	f.Runtime = p.string("Runtime")
	f.Handler = p.string("Handler")
	memory, _ := p.number("MemorySize")
	f.MemoryMB = int(memory)
	timeout, _ := p.number("Timeout")
	f.Timeout = time.Duration(timeout * float64(time.Second))
	if n, ok := p.number("ReservedConcurrentExecutions"); ok {
		reserved := int(n)
		f.Reserved = &reserved
	}
	var unknown []Problem // how it logs keeps no function from running
	logging := s.props(id, res, &unknown).inside("LoggingConfig")
	f.Logging = Logging{logging.string("LogFormat"), logging.string("ApplicationLogLevel"), logging.string("LogGroup")}
	if p.string("PackageType") == "Image" {
		p.problem("this function is a container image, which Gatehouse doesn't run: it needs Docker")
	} else if p.has("Layers") {
		s.all.readLayers(f, p)
	}
	for _, v := range listOf(p.value("FileSystemConfigs")) {
		m, _ := v.(map[string]any)
		p.problem("this function mounts a file system at %s, which is not on this machine", asText(m["LocalMountPath"]))
	}
	s.readEnvironment(f, res)
	if len(f.Problems) == 0 {
		s.readCode(f, p.inside("Code"))
	}
	return f
}

// readEnvironment keeps what isn't known apart: the local server may be told it.
func (s *stack) readEnvironment(f *Function, res *resource) {
	environment, _ := res.Properties["Environment"].(map[string]any)
	variables, ok := environment["Variables"]
	if !ok {
		return
	}
	m, ok := s.evalShallow(variables)
	if !ok {
		f.Problems = append(f.Problems, Problem{f.Path, "Environment: " + short(s.eval(variables))})
		return
	}
	for name, v := range m {
		v = s.eval(v)
		if u := firstUnresolved(v); u != nil {
			f.Unresolved[name] = u.reason
		} else if v != (noValue{}) {
			f.Environment[name] = asText(v)
		}
	}
}

// evalShallow gives a map's values unevaluated, unless the map itself is made by a function.
func (s *stack) evalShallow(v any) (map[string]any, bool) {
	m, ok := v.(map[string]any)
	for name := range m {
		if len(m) == 1 && strings.HasPrefix(name, "Fn::") {
			m, ok = s.eval(v).(map[string]any)
		}
	}
	return m, ok
}

func (s *stack) readCode(f *Function, code props) {
	if code.has("ZipFile") {
		f.Inline = code.string("ZipFile")
		return
	}
	file := s.assetOf(code, "code")
	switch {
	case file == "":
	case filepath.Ext(file) == ".zip":
		f.Zip = file
	default:
		f.Dir = file
	}
}

// functionARN finds a function's ARN in what integrations and authorizers
// have: the ARN itself or API Gateway's path of an invocation. A qualifier may
// follow.
var functionARN = regexp.MustCompile(`(arn:[^:/]+:lambda:[^:/]*:[^:/]*:function:[^:/]+)(?::([^:/]+))?`)

// functionOf finds the function that a URI, an ARN or a name means, and the
// alias or version of it.
func (r *reader) functionOf(uri string) (f *Function, qualifier string) {
	if m := functionARN.FindStringSubmatch(uri); m != nil {
		return r.functions[m[1]], m[2]
	}
	name, qualifier, _ := strings.Cut(uri, ":")
	for _, f := range r.app.Functions {
		if f.Name == name {
			return f, qualifier
		}
	}
	return nil, ""
}

// Permits reports whether a permission of the function, or of the alias or
// version that is called, lets API Gateway call it from a source such as
// "arn:aws:execute-api:eu-west-1:1:api/stage/GET/todos".
func (f *Function) Permits(qualifier, source string) bool {
	for _, p := range f.permissions {
		if p.qualifier == qualifier && (p.sourceARN == "" || like(p.sourceARN, source)) {
			return true
		}
	}
	return false
}

// like matches a pattern as ArnLike and CloudFront do: * is any text, ? any character.
func like(pattern, s string) bool {
	star, from := -1, 0
	i, j := 0, 0
	for j < len(s) {
		switch {
		case i < len(pattern) && pattern[i] == '*':
			star, from = i, j
			i++
		case i < len(pattern) && (pattern[i] == s[j] || pattern[i] == '?'):
			i++
			j++
		case star >= 0:
			from++
			i, j = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[i:], "*") == ""
}

// SourceARN is what API Gateway calls a function as, for a route.
func (a *API) SourceARN(rest string) string {
	return fmt.Sprintf("arn:aws:execute-api:%s:%s:%s/%s", a.Region, a.Account, a.ID, rest)
}
