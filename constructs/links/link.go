// What a link is, and how its variable is named.

package links

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
)

// Link is something that a function may use. Any value with these methods is
// one, such as a construct of your own. Links that are equal by == are one.
type Link interface {
	// Environment returns the variables through which the function finds it.
	// Values may be CDK tokens.
	Environment() map[string]string

	// Grant gives the rights that the function needs, and no more.
	Grant(grantee awsiam.IGrantable)
}

// As gives the variable of a link of this package another name. Of a link of
// yours it must have exactly one.
func As(name string, link Link) Link { return renamed{name, link} }

type renamed struct {
	name string
	Link
}

func (r renamed) Environment() map[string]string {
	for _, value := range r.Link.Environment() {
		return map[string]string{r.name: value}
	}
	return nil
}

// Problems returns what is wrong with the link; it is reported at synth.
func (r renamed) Problems() []string {
	if r.Link == nil {
		return []string{fmt.Sprintf("links.As(%q) got no link: it is nil", r.name)}
	}
	if p, ok := r.Link.(interface{ Problems() []string }); ok {
		if problems := p.Problems(); len(problems) > 0 {
			return problems
		}
	}
	if n := len(r.Link.Environment()); n != 1 {
		return []string{fmt.Sprintf("links.As(%q): the link sets %d environment variables, and only one can be renamed", r.name, n)}
	}
	return nil
}

// resource is a link to one construct. It is comparable: two links to the same
// construct with the same use are one.
type resource struct {
	kind string // "table": names the use for messages and equality
	of   constructs.IConstruct
	uses *uses
}

// uses is what a kind of link does; there is one for each.
type uses struct {
	suffix string
	value  func(constructs.IConstruct) *string
	grant  func(constructs.IConstruct, awsiam.IGrantable)
}

// Problems returns what is wrong with the link; it is reported at synth.
func (r resource) Problems() []string {
	if isnil.Any(r.of) {
		return []string{fmt.Sprintf("links.%s got nothing to link: it is nil", r.kind)}
	}
	if api, ok := r.of.(awsapigatewayv2.IHttpApi); ok {
		if text := apiProblem(api); text != "" {
			return []string{text}
		}
	}
	return nil
}

func (r resource) Environment() map[string]string {
	return map[string]string{variable(*r.of.Node().Id()) + "_" + r.uses.suffix: *r.uses.value(r.of)}
}

func (r resource) Grant(grantee awsiam.IGrantable) { r.uses.grant(r.of, grantee) }

// variable turns a construct's id into the start of a variable's name: "Todos"
// into TODOS, "UserProfiles" into USER_PROFILES.
func variable(id string) string {
	var b strings.Builder
	var last rune
	for _, r := range id {
		switch {
		case r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r = '_'
		case unicode.IsUpper(r) && (unicode.IsLower(last) || unicode.IsDigit(last)):
			b.WriteByte('_')
		}
		if r != '_' || last != '_' {
			b.WriteRune(unicode.ToUpper(r))
		}
		last = r
	}
	name := strings.Trim(b.String(), "_")
	if name == "" || unicode.IsDigit(rune(name[0])) {
		name = "LINK_" + name
	}
	return strings.TrimSuffix(name, "_")
}
