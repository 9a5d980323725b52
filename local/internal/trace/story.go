// A trace as a story to read.

package trace

import (
	"fmt"
	"net/http"
	"strings"
)

// String tells what happened, a line for each step:
//
//	GET /todos/7 to Todo/Api: 401 Unauthorized after 1.2ms
//	  why: the token has expired
//	  route GET /todos/{id}, main.go:14
//	  ok      stage $default
//	  refused authorizer login: the token has expired
//	            issuer: https://login.example.com
func (t *Trace) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s to %s: %s after %gms\n", t.Method, t.Path, t.API, status(t.Status), t.DurationMS)
	switch {
	case t.Reason != "":
		fmt.Fprintf(&b, "  why: %s\n", t.Reason)
	case t.Status >= http.StatusBadRequest:
		b.WriteString("  why: the gateway passes on what the integration answered\n")
	}
	if t.Route != "" {
		fmt.Fprintf(&b, "  route %s", t.Route)
		if t.Place != nil {
			fmt.Fprintf(&b, ", %s", t.Place)
		}
		if t.Function != "" {
			fmt.Fprintf(&b, ", function %s", t.Function)
		}
		b.WriteString("\n")
	}
	for _, n := range t.Steps {
		n.tell(&b, "  ")
	}
	if t.Response.Body != nil && t.Status >= 400 {
		fmt.Fprintf(&b, "  answer: %s\n", indented(short(t.Response.Body.Text), "    "))
	}
	return b.String()
}

func (n *Node) tell(b *strings.Builder, indent string) {
	fmt.Fprintf(b, "%s%-7s %s", indent, n.Outcome, n.Kind)
	if n.Name != "" {
		fmt.Fprintf(b, " %s", indented(short(n.Name), indent+"          "))
	}
	if n.Reason != "" {
		fmt.Fprintf(b, ": %s", indented(n.Reason, indent+"          "))
	}
	if n.DurationMS >= 0.1 {
		fmt.Fprintf(b, " (%gms)", n.DurationMS)
	}
	if n.Place != nil && n.Place.File != "" {
		fmt.Fprintf(b, " [%s]", n.Place)
	}
	b.WriteString("\n")
	for _, d := range n.Detail {
		fmt.Fprintf(b, "%s          %s: %s\n", indent, d.Name, indented(short(d.Value), indent+"            "))
	}
	for _, below := range n.Steps {
		below.tell(b, indent+"  ")
	}
}

// String is "main.go:14", or the construct's path.
func (p *Place) String() string {
	if p.File == "" {
		return p.Construct
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

func status(code int) string {
	if text := http.StatusText(code); text != "" {
		return fmt.Sprint(code, " ", text)
	}
	return fmt.Sprint(code)
}

// short bounds what a value takes of a story.
func short(s string) string {
	const most = 1000
	if len(s) <= most {
		return s
	}
	return string(wholeRunes([]byte(s[:most]))) + "…"
}

func indented(s, indent string) string { return strings.ReplaceAll(s, "\n", "\n"+indent) }
