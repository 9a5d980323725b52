// What both kinds of integration of the CDK share.

package integrations

import (
	"fmt"
	"strings"

	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// l2Problems says what is wrong with an integration of the CDK and its name.
func l2Problems(from, name string, l2 any) []string {
	var out []string
	switch {
	case strings.TrimSpace(name) == "":
		out = append(out, fmt.Sprintf(`integrations.%s: the name is empty: name it after what it leads to, such as "orders"`, from))
	case token.In(name):
		out = append(out, fmt.Sprintf("integrations.%s: the name holds a CDK token: it must be known at synth", from))
	}
	if isnil.Any(l2) {
		out = append(out, fmt.Sprintf("integrations.%s(%q) got no integration: it is nil", from, name))
	}
	return out
}

// enumValue returns a value of one of the CDK's enumerations; nil for none.
func enumValue[T ~string](v T) *string {
	if v == "" {
		return nil
	}
	return jsii.String(string(v))
}
