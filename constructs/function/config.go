// Settings of a function, and what is wrong with them.

package function

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"

	"github.com/gatehouse-go/gatehouse/constructs/links"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/connectionsenv"
	"github.com/gatehouse-go/gatehouse/internal/frontsecret"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/functions"
	"github.com/gatehouse-go/gatehouse/internal/synth/loggroup"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// Architecture is the processor a function is built for and runs on.
type Architecture string

// The architectures of Lambda. The zero value is ARM64.
const (
	ARM64 Architecture = "arm64"
	X8664 Architecture = "x86_64"
)

// Runtime is Lambda's name of what runs a function in another language than Go.
// A name that is not one of this package's constants is taken as it is; the
// deployment fails if Lambda does not know it.
type Runtime string

// Runtimes of Lambda.
const (
	NodeJS22  Runtime = "nodejs22.x"
	NodeJS24  Runtime = "nodejs24.x"
	Python312 Runtime = "python3.12"
	Python313 Runtime = "python3.13"
	Python314 Runtime = "python3.14"
)

// Bundle says how a function in JavaScript or TypeScript is bundled. The zero
// value of each field means its default.
type Bundle struct {
	// SourceMap puts a source map beside the code and has Node read it, so that
	// stack traces name lines of the sources. Reading it takes time when an error
	// is thrown. Default: false.
	SourceMap bool

	// Minify shortens names and leaves out blanks and comments. Default: false.
	Minify bool

	// SDK bundles the AWS SDK for JavaScript, which otherwise is the one that
	// Lambda's runtime brings. Default: false.
	SDK bool

	// External are packages that are not bundled, such as "sharp": a layer has
	// to bring them. Default: none.
	External []string
}

// Config holds the settings of a function. The zero value of each field means
// its default.
type Config struct {
	// MemoryMB is the memory in MB, 128 to 10,240. Default: 256.
	MemoryMB int

	// Timeout is how long one invocation may take: whole seconds, 1 s to 15
	// minutes. An API waits less long: 30 s for an HTTP API, 29 s for a REST
	// or WebSocket API. Default: 10 s.
	Timeout time.Duration

	// Environment holds environment variables, 4 KB in all. Values may be CDK
	// tokens.
	Environment map[string]string

	// Architecture is the processor. Default: ARM64.
	Architecture Architecture

	// Runtime is what runs a function in another language than Go. In settings of
	// all functions of an API it holds for those of its language. Default:
	// NodeJS24 and Python313; functions in Go are executables.
	Runtime Runtime

	// Bundle says how a function in JavaScript or TypeScript is bundled; nil is
	// all defaults.
	Bundle *Bundle

	// Tracing switches AWS X-Ray on.
	Tracing bool

	// Description is shown in the console: at most 256 characters. Default:
	// none.
	Description string

	// LogRetentionDays is how long CloudWatch keeps the logs, in days: 1, 3,
	// 5, 7, 14, 30, 60, 90 and so on, as CloudWatch has them; Forever keeps
	// them all. Default: 30.
	LogRetentionDays int

	// Stream sends responses as they are made, instead of whole: an io.Reader in
	// a router.Response, or what a net/http handler writes and flushes. They may
	// be larger than 10 MB and take up to 15 minutes. It holds for all routes of
	// the function. REST APIs have it, and function.New for function URLs with
	// the invoke mode RESPONSE_STREAM; a stage that streams a route neither
	// caches nor compresses its response. (API Gateway developer guide, "Stream
	// the integration response for your proxy integrations".) Default: false.
	Stream bool

	// Links is what the function may use: each grants the rights it needs and
	// sets environment variables through which the function finds it; see
	// package links. Default: none.
	Links []links.Link

	// Override changes the properties of the CDK's function before it is
	// made: whatever is not named here. Default: none.
	Override func(*awslambda.FunctionProps)
}

// Forever as LogRetentionDays keeps logs until somebody deletes them.
const Forever = loggroup.Forever

// The defaults of Config.
const (
	defaultMemoryMB = 256
	defaultTimeout  = 10 * time.Second
)

// Clone returns a copy that shares no variable with c; nil for nil.
func (c *Config) Clone() *Config {
	if c == nil {
		return nil
	}
	out := *c
	out.Environment, out.Links = maps.Clone(c.Environment), slices.Clone(c.Links)
	if c.Bundle != nil {
		bundle := *c.Bundle
		bundle.External = slices.Clone(bundle.External)
		out.Bundle = &bundle
	}
	return &out
}

// Kinds of API, which stand on this package, ask for settings by functions.Read:
// users don't, so it is not a method.
func init() {
	functions.Read = func(c, base any) functions.Settings {
		own, _ := c.(*Config)
		under, _ := base.(*Config)
		return own.settings(under)
	}
}

// settings are those of c over those of base, with the defaults filled in. Either
// may be nil. Environments are joined, and both Overrides run, that of base
// first. Links of both hold; those of c go before those of base where both set
// one variable.
func (c *Config) settings(base *Config) functions.Settings {
	s := functions.Settings{
		MemoryMB:         defaultMemoryMB,
		Timeout:          defaultTimeout,
		Architecture:     string(ARM64),
		LogRetentionDays: loggroup.DefaultDays,
		Environment:      map[string]string{},
	}
	for _, from := range []*Config{base, c} {
		if from == nil {
			continue
		}
		s.MemoryMB = cmp.Or(from.MemoryMB, s.MemoryMB)
		s.Timeout = cmp.Or(from.Timeout, s.Timeout)
		s.Architecture = cmp.Or(string(from.Architecture), s.Architecture)
		s.Description = cmp.Or(from.Description, s.Description)
		s.LogRetentionDays = cmp.Or(from.LogRetentionDays, s.LogRetentionDays)
		if from.Runtime != "" {
			s.Runtimes = append([]string{string(from.Runtime)}, s.Runtimes...)
		}
		if from.Bundle != nil {
			s.Bundle = code.Bundle(*from.Bundle)
		}
		s.Tracing = s.Tracing || from.Tracing
		s.Stream = s.Stream || from.Stream
		maps.Copy(s.Environment, from.Environment)
		for _, l := range from.Links {
			s.Links = append(s.Links, l)
		}
		if from.Override != nil {
			s.Overrides = append(s.Overrides, from.Override)
		}
	}
	return s
}

// Problems returns what is wrong with the settings, each a sentence that says
// what would be right.
func (c *Config) Problems() []string {
	if c == nil {
		return nil
	}
	var found problems.List
	f := c.settings(nil)
	if f.MemoryMB < functions.LeastMB || f.MemoryMB > functions.MostMB {
		found.Add("MemoryMB is %d; a function has %d to %d MB", f.MemoryMB, functions.LeastMB, functions.MostMB)
	}
	switch {
	case f.Timeout < time.Second || f.Timeout > functions.LongestTimeout:
		found.Add("Timeout is %v; a function has 1s to %v", f.Timeout, functions.LongestTimeout)
	case f.Timeout%time.Second != 0:
		found.Add("Timeout is %v; Lambda takes whole seconds", f.Timeout)
	}
	if f.Architecture != string(ARM64) && f.Architecture != string(X8664) {
		found.Add("Architecture is %q; there are function.ARM64 and function.X8664", f.Architecture)
	}
	if r := string(c.Runtime); r != "" && !token.In(r) && !code.Runs(r, source.Node) && !code.Runs(r, source.Python) {
		found.Add("Runtime is %q; there are those of Node and Python, such as function.NodeJS24 and function.Python313; functions in Go have "+
			"none", r)
	}
	found.Each(c.Bundle.problems()...)
	if n := utf8.RuneCountInString(f.Description); n > 256 {
		found.Add("Description has %d characters; Lambda takes 256", n)
	}
	found.Each(loggroup.Problem("LogRetentionDays", f.LogRetentionDays))
	found.Each(environmentProblems(f.Environment)...)
	found.Each(linkProblems(c)...)
	return found.All()
}

// packageName is a name that packages of npm have.
var packageName = regexp.MustCompile(`^(@[a-z0-9~-][a-z0-9._~-]*/)?[a-zA-Z0-9~-][a-zA-Z0-9._~-]*$`)

func (b *Bundle) problems() (out []string) {
	if b == nil {
		return nil
	}
	for i, name := range b.External {
		if !packageName.MatchString(name) {
			out = append(out, fmt.Sprintf("Bundle.External[%d] is %q; it is the name of a package, such as \"sharp\" or \"@scope/name\"", i, name))
		}
	}
	return out
}

// linkProblems checks that every link is there and no two things set one
// variable.
func linkProblems(c *Config) []string {
	var out []string
	by := map[string]string{}
	for name := range c.Environment {
		by[name] = "Environment"
	}
	for i, l := range c.Links {
		if l == nil {
			out = append(out, fmt.Sprintf("Links[%d] is nil", i))
			continue
		}
		if p, ok := l.(interface{ Problems() []string }); ok {
			if problems := p.Problems(); len(problems) > 0 {
				out = append(out, problems...)
				continue
			}
		}
		env := l.Environment()
		out = append(out, environmentProblems(env)...)
		for _, name := range slices.Sorted(maps.Keys(env)) {
			if whose, taken := by[name]; taken {
				out = append(out, fmt.Sprintf("Links[%d] sets the environment variable %s, which %s sets too: give one another name with links.As", i,
					name, whose))
			}
			by[name] = fmt.Sprintf("Links[%d]", i)
		}
	}
	return out
}

var variableName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_]+$`)

// environmentProblems checks variables by Lambda's rules (Lambda developer
// guide, "Using Lambda environment variables" and "Lambda quotas").
func environmentProblems(env map[string]string) []string {
	var out []string
	size := 0
	for _, name := range slices.Sorted(maps.Keys(env)) {
		size += len(name) + len(env[name])
		switch {
		case name == cors.Env:
			out = append(out, fmt.Sprintf("environment variable %s is set by Gatehouse: use the CORS setting of the API", name))
		case name == connectionsenv.Name:
			out = append(out, fmt.Sprintf("environment variable %s is set by Gatehouse: the WebSocket API of the function gives its value", name))
		case name == frontsecret.Env:
			out = append(out, fmt.Sprintf("environment variable %s is set by Gatehouse: it is for routes of a front with Only", name))
		case slices.Contains(reservedVariables, name):
			out = append(out, fmt.Sprintf("environment variable %s is reserved by Lambda: choose another name", name))
		case !variableName.MatchString(name):
			out = append(out, fmt.Sprintf("environment variable %q: a name has at least two characters, starts with a letter and holds letters, "+
				"digits and _", name))
		}
	}
	if size > 4096 {
		out = append(out, fmt.Sprintf("environment variables have %d bytes; Lambda takes 4096 in all", size))
	}
	return out
}

// reservedVariables are those that Lambda sets itself (Lambda developer guide,
// "Defined runtime environment variables").
var reservedVariables = []string{
	"_HANDLER", "_X_AMZN_TRACE_ID", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV",
	"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION",
	"AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API",
	"AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT",
}
