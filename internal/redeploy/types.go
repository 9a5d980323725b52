// What CloudFormation knows of each type of resource.

package redeploy

import (
	_ "embed"
	"strings"
	"sync"
)

// resourceType is what CloudFormation knows of a type: the properties that make
// it replace a resource, those that may, and those that together name one in the
// service, if users give all of them.
type resourceType struct{ createOnly, maybe, identity []string }

//go:embed create_only.txt
var specification string

var types = sync.OnceValue(func() map[string]resourceType {
	out := map[string]resourceType{}
	for line := range strings.Lines(specification) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), " ")
		if strings.HasPrefix(line, "#") || len(fields) != 4 {
			continue
		}
		list := func(text string) []string { return strings.FieldsFunc(text, func(r rune) bool { return r == ',' }) }
		out[fields[0]] = resourceType{list(fields[1]), list(fields[2]), list(fields[3])}
	}
	return out
})

func typeOf(r Resource) (about resourceType, known bool) {
	if strings.HasPrefix(r.Type, "Custom::") || r.Type == "AWS::CloudFormation::CustomResource" {
		return resourceType{createOnly: []string{"ServiceToken"}}, true
	}
	about, known = types()[r.Type]
	return about, known
}

// CreateOnly returns the properties of a type that make CloudFormation replace a
// resource.
func CreateOnly(resourceType string) []string { return types()[resourceType].createOnly }
