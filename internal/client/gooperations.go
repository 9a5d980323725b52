// Operations of clients in Go: a method each.

package client

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
)

func (g *golang) operation(o Operation, name string) {
	inPath, others := o.inPath()
	params := ""
	if len(others) > 0 {
		params = g.names.take(name+"Params", "Of")
		g.paramsType(params, name, others)
	}
	g.comment("", name, o.Doc)
	call := o.Method + " " + o.Path
	if len(o.Failures) > 0 {
		call += "; failures are " + strings.Join(o.Failures, ", ")
	}
	if o.Doc == "" {
		g.comment("", "", name+" calls "+call+".")
	} else {
		g.comment("", "", "\n"+call+".")
	}
	if o.Deprecated && !strings.Contains(o.Doc, "Deprecated: ") {
		g.printf("//\n// Deprecated: the API says so.\n")
	}
	args := reserve("ctx", "c", "body", "params", "query", "header", "out", "err", "call", "text", "segment", "rest", "any", "string",
		"contentType", "http", "url", "time", "json")
	signature := "ctx context.Context"
	path := strconv.Quote(o.Path)
	for _, p := range inPath {
		arg := args.take(goParam(p.Name), "Value")
		signature += ", " + arg + " " + g.typeOf(p.Schema)
		escape := "segment"
		if p.Greedy {
			escape = "rest"
		}
		path = strings.Replace(path, "{"+p.Name+"}", fmt.Sprintf(`" + %s(%s) + "`, escape, arg), 1)
	}
	path = strings.TrimSuffix(path, ` + ""`)
	fields := []string{fmt.Sprintf("method: %q", o.Method), "path: " + path}
	switch {
	case o.Body != nil && o.BodyRequired:
		signature += ", body " + g.typeOf(o.Body)
		fields = append(fields, "body: body")
	case o.Body != nil:
		t := g.typeOf(o.Body)
		if !nilable(t) {
			t = "*" + t // nil: none
		}
		signature += ", body " + t
		fields = append(fields, "body: body", "optional: body == nil")
	case o.RawBody:
		signature += ", contentType string, body []byte"
		fields = append(fields, "raw: body", "contentType: contentType")
	}
	if params != "" {
		signature += ", params " + params
		fields = append(fields, "query: query", "header: header")
	}
	if len(o.Security) > 0 {
		fields = append(fields, "needs: "+needs(o.Security))
	}
	results := "(*Response, error)"
	switch {
	case o.Result != nil:
		results = fmt.Sprintf("(out %s, err error)", g.typeOf(o.Result))
		fields = append(fields, "out: &out")
	case o.Empty:
		results = "error"
	}
	call = "call{" + wrapped(fields) + "}"
	g.printf("func (c *Client) %s(%s) %s {\n", name, signature, results)
	if params != "" {
		g.fill(others)
	}
	switch {
	case o.Result != nil:
		g.printf("\t_, err = c.do(ctx, %s)\n\treturn out, err\n", call)
	case o.Empty:
		g.printf("\t_, err := c.do(ctx, %s)\n\treturn err\n", call)
	default:
		g.printf("\treturn c.do(ctx, %s)\n", call)
	}
	g.printf("}\n\n")
}

// wrapped joins the fields of a literal, on several lines if they are long.
func wrapped(fields []string) string {
	if all := strings.Join(fields, ", "); len(all) < 90 {
		return all
	}
	out, width := "\n\t\t", 0
	for _, f := range fields {
		if width > 0 && width+len(f) > 100 {
			out, width = out+"\n\t\t", 0
		}
		out += f + ", "
		width += len(f) + 2
	}
	return strings.TrimSuffix(out, " ") + "\n\t"
}

func needs(security map[string][]string) string {
	var b strings.Builder
	b.WriteString("map[string][]string{")
	for i, name := range sorted(security) {
		if i > 0 {
			b.WriteString(", ")
		}
		scopes := "nil"
		if list := security[name]; len(list) > 0 {
			scopes = fmt.Sprintf("{%s}", strings.Join(quoted(list), ", "))
		}
		fmt.Fprintf(&b, "%q: %s", name, scopes)
	}
	return b.String() + "}"
}

func quoted(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, strconv.Quote(s))
	}
	return out
}

// paramsType writes the type of the parameters that are not in the path.
func (g *golang) paramsType(name, of string, params []*openapi.Parameter) {
	g.printf("// %s are parameters of %s; what is nil is not sent.\ntype %s struct {\n", name, of, name)
	fields := names{}
	for _, p := range params {
		g.comment("\t", "", p.Description)
		g.printf("\t%s %s // %s %s\n", fields.take(goName(p.Name), "Field"), g.paramType(p), p.In, strconv.Quote(p.Name))
	}
	g.printf("}\n\n")
}

func (g *golang) paramType(p *openapi.Parameter) string {
	t := g.typeOf(p.Schema)
	if !p.Required && !nilable(t) {
		return "*" + t
	}
	return t
}

// fill writes how parameters get into the request.
func (g *golang) fill(params []*openapi.Parameter) {
	g.printf("\tquery, header := url.Values{}, http.Header{}\n")
	fields := names{}
	for _, p := range params {
		field := "params." + fields.take(goName(p.Name), "Field")
		t := g.paramType(p)
		value := "text(" + field + ")"
		if strings.HasPrefix(t, "*") {
			value = "text(*" + field + ")"
		}
		set := map[string]string{
			"query":  fmt.Sprintf("query.Add(%q, %%s)", p.Name),
			"header": fmt.Sprintf("header.Add(%q, %%s)", http.CanonicalHeaderKey(p.Name)),
			"cookie": fmt.Sprintf("header.Add(\"Cookie\", (&http.Cookie{Name: %q, Value: %%s}).String())", p.Name),
		}[p.In]
		switch {
		case strings.HasPrefix(t, "[]"):
			g.printf("\tfor _, v := range %s {\n\t\t%s\n\t}\n", field, fmt.Sprintf(set, "text(v)"))
		case nilable(t):
			g.printf("\tif %s != nil {\n\t\t%s\n\t}\n", field, fmt.Sprintf(set, value))
		default:
			g.printf("\t%s\n", fmt.Sprintf(set, value))
		}
	}
}
