// Package hostname knows what a domain name is:
//
//	hostname.Problem("api.example.com")         // ""
//	hostname.Problem("https://api.example.com") // "the Name is the host alone, ..."
//	hostname.Under("api.example.com", "example.com.") // true
package hostname

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// Problem says what is wrong with a name, "" if nothing; a token passes.
// (RFC 1035, section 2.3; API Gateway has no uppercase letters and underscores:
// CloudFormation reference, AWS::ApiGatewayV2::DomainName.)
func Problem(name string) string {
	const most = 253
	bare, wildcard := strings.CutPrefix(name, "*.")
	switch lower := strings.ToLower(name); {
	case name == "":
		return `the Name is empty: write one such as "api.example.com"`
	case token.In(name):
		return ""
	case strings.ContainsAny(name, "/:?@"):
		return `the Name is the host alone, such as "api.example.com": no protocol, port or path; a path stands in a Mapping`
	case strings.HasSuffix(name, "."):
		return fmt.Sprintf("the Name ends in a dot: write %q", strings.TrimRight(name, "."))
	case lower != name:
		return fmt.Sprintf("the Name has uppercase letters, which API Gateway doesn't take: write %q", lower)
	case len(name) > most:
		return fmt.Sprintf("the Name has %d characters; a name has up to %d", len(name), most)
	case strings.Contains(bare, "*"):
		return `a wildcard stands for the whole first part and nothing else, as in "*.example.com"`
	case !strings.Contains(bare, "."):
		if wildcard {
			return `a wildcard needs a domain of two parts or more, as in "*.example.com"`
		}
		return `the Name has one part: write the full name, such as "api.example.com"`
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return "the Name is an IP address: a certificate needs a name"
	}
	for part := range strings.SplitSeq(bare, ".") {
		switch {
		case part == "":
			return "the Name has an empty part: two dots in a row, or one at the start"
		case strings.Contains(part, "_"):
			return fmt.Sprintf(`part %q has an underscore, which API Gateway doesn't take: write "-"`, part)
		case strings.ContainsFunc(part, func(r rune) bool { return r > 127 }):
			return fmt.Sprintf(`part %q has letters beyond ASCII: write its form that begins with "xn--"`, part)
		case len(part) > 63:
			return fmt.Sprintf("part %q has %d characters; a part has up to 63", part, len(part))
		case !label.MatchString(part):
			return fmt.Sprintf(`part %q: a part has letters, digits and "-", and "-" neither first nor last`, part)
		}
	}
	return ""
}

// Under reports whether a name is in a zone; tokens are, and any is in one whose
// name isn't known.
func Under(name, zone string) bool {
	if token.In(name) || token.In(zone) || zone == "" {
		return true
	}
	zone = strings.ToLower(strings.Trim(zone, "."))
	return name == zone || strings.HasSuffix(name, "."+zone)
}
