// Responses: what handlers, the router and API Gateway answer.

package openapi

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// The schemas that a document has of its own.
const (
	errorName      = "ErrorResponse"
	validationName = "ValidationErrorResponse"
	problemName    = "ValidationProblem"
)

// respond describes what an operation answers.
func (b *builder) respond(op *Operation, p planned, h *Handler) {
	if h.Result != nil {
		op.Responses["200"] = &Response{Description: "OK", Content: jsonContent(b.schema(h.Result))}
	}
	texts := map[int][]string{}
	for _, a := range h.Answers {
		if a.Text != "" && !slices.Contains(texts[a.Status], a.Text) {
			texts[a.Status] = append(texts[a.Status], a.Text)
		}
		if a.Error {
			b.failure(op, a.Status, h.OwnErrors)
		} else if op.Responses[status(a.Status)] == nil {
			op.Responses[status(a.Status)] = plain(a)
		}
	}
	if len(op.Responses) == 0 || !slices.ContainsFunc(sortedKeys(op.Responses), func(code string) bool { return code < "4" }) {
		op.Responses["2XX"] = &Response{Description: cmp.Or(leadsTo(p.route), "What the handler answers")}
	}
	b.refusals(op, p, h)
	for code, list := range texts {
		r := op.Responses[status(code)]
		r.Description = strings.Join(list, "; ")
	}
	b.other(op, h.OwnErrors)
}

func leadsTo(r *Route) string {
	if r.Handler != "" || r.Leads == "" {
		return ""
	}
	return "What " + r.Leads + " answers"
}

// plain is an answer whose body has no schema.
func plain(a Answer) *Response {
	r := &Response{Description: cmp.Or(http.StatusText(a.Status), "Status "+status(a.Status))}
	if a.Media != "" {
		r.Content = map[string]*MediaType{a.Media: {}}
	}
	return r
}

// refusals are what the router and API Gateway answer before the handler runs.
// (API Gateway developer guide, "Control access to HTTP APIs with AWS Lambda
// authorizers", "... with JWT authorizers", "Gateway response types".)
func (b *builder) refusals(op *Operation, p planned, h *Handler) {
	r := p.route
	if h.Typed && (op.RequestBody != nil || len(h.Params) > 0) {
		b.validation(op, h.OwnErrors)
	}
	if h.Typed && op.RequestBody != nil {
		b.failure(op, http.StatusUnsupportedMediaType, h.OwnErrors)
	}
	if r.Checked {
		b.failure(op, http.StatusBadRequest, false)
	}
	if r.Auth != nil && r.Auth.Type != IAM {
		b.failure(op, http.StatusUnauthorized, false)
	}
	if r.APIKey || r.Auth != nil && (r.Auth.Type == IAM || r.Auth.Type == Lambda || len(r.Scopes) > 0) {
		b.failure(op, http.StatusForbidden, false)
	}
}

// failure adds an error in the form that router and API Gateway share; of a form
// of the application's own nothing is known.
func (b *builder) failure(op *Operation, code int, own bool) {
	if op.Responses[status(code)] != nil {
		return
	}
	r := &Response{Description: cmp.Or(http.StatusText(code), "Status "+status(code))}
	if !own {
		r.Content = jsonContent(RefTo(errorName))
		b.doc.Components.Schemas[errorName] = errorSchema()
	}
	op.Responses[status(code)] = r
}

// other is any error that has no response of its own.
func (b *builder) other(op *Operation, own bool) {
	r := &Response{Description: "Any other error"}
	if !own {
		r.Content = jsonContent(RefTo(errorName))
		b.doc.Components.Schemas[errorName] = errorSchema()
	}
	op.Responses["default"] = r
}

// errorSchema is the form of router.Error; API Gateway's own errors have a
// message alone.
func errorSchema() *Schema {
	return &Schema{
		Type: Types{"object"}, Description: "An error: of the API, or of API Gateway, which sends a message alone.",
		Properties: Properties{
			{"statusCode", &Schema{Type: Types{"integer"}, Description: "The status, as the response has it."}},
			{"message", &Schema{Type: Types{"string"}, Description: "What went wrong."}},
		},
	}
}

func (b *builder) validation(op *Operation, own bool) {
	code := status(http.StatusUnprocessableEntity)
	if op.Responses[code] != nil {
		return // the handler says it too, in a form of its own
	}
	op.Responses[code] = &Response{Description: "The request is not valid"}
	if own {
		return
	}
	op.Responses[code].Content = jsonContent(RefTo(validationName))
	b.doc.Components.Schemas[problemName] = &Schema{
		Type: Types{"object"}, Description: "One thing that is wrong with a request.",
		Properties: Properties{
			{"loc", &Schema{Type: Types{"array"}, Items: &Schema{AnyOf: []*Schema{{Type: Types{"string"}}, {Type: Types{"integer"}}}},
				Description: `Where: "query", "limit" or "body", "tags", 2.`}},
			{"type", &Schema{Type: Types{"string"}, Description: `What: "missing", "int_parsing".`}},
			{"msg", &Schema{Type: Types{"string"}, Description: "For people."}},
		},
		Required: []string{"loc", "type", "msg"},
	}
	b.doc.Components.Schemas[validationName] = &Schema{
		Type: Types{"object"}, Description: "All that is wrong with a request.",
		Properties: Properties{
			{"statusCode", &Schema{Type: Types{"integer"}}},
			{"detail", &Schema{Type: Types{"array"}, Items: RefTo(problemName)}},
		},
		Required: []string{"statusCode", "detail"},
	}
}

// madeScheme is a security scheme of the document.
type madeScheme struct {
	name   string
	scheme *SecurityScheme
}

// secure says how callers of an operation say who they are.
func (b *builder) secure(op *Operation, r *Route) {
	need := map[string][]string{}
	add := func(name string, s *SecurityScheme, scopes []string) {
		need[b.scheme(name, s)] = slices.Clone(scopes)
	}
	none := []string{}
	if r.APIKey {
		add("apiKey", &SecurityScheme{Type: "apiKey", Name: "x-api-key", In: "header", Description: "A key of a usage plan."}, none)
	}
	if a := r.Auth; a != nil {
		switch a.Type {
		case IAM:
			add("iam", &SecurityScheme{Type: "apiKey", Name: "Authorization", In: "header", AuthType: "awsSigv4",
				Description: "A signature of AWS, version 4, for the service execute-api."}, none)
		case JWT, Cognito:
			for i, s := range tokenSchemes(a) {
				add(numbered(cmp.Or(a.Name, "jwt"), i), s, append(none, r.Scopes...))
			}
		default:
			for i, s := range keySchemes(a) {
				add(numbered(cmp.Or(a.Name, "authorizer"), i), s, none)
			}
		}
	}
	if len(need) > 0 {
		op.Security = []map[string][]string{need}
	}
}

func numbered(name string, i int) string {
	if i == 0 {
		return name
	}
	return fmt.Sprintf("%s%d", name, i+1)
}

// tokenSchemes are those of an authorizer that checks tokens.
func tokenSchemes(a *Auth) []*SecurityScheme {
	text := "A token"
	if a.Type == Cognito {
		text = "A token of an Amazon Cognito user pool"
	}
	if a.Issuer != "" {
		text += " of " + a.Issuer
	}
	if len(a.Audience) > 0 {
		text += " for " + strings.Join(a.Audience, " or ")
	}
	schemes := keySchemes(a)
	for _, s := range schemes {
		s.Description = text + "."
		if s.In == "header" && strings.EqualFold(s.Name, "Authorization") {
			*s = SecurityScheme{Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: s.Description}
		}
	}
	return schemes
}

// keySchemes are the places where an authorizer finds the caller's identity, all
// of which a request must have. What is not the client's to send is left out.
func keySchemes(a *Auth) []*SecurityScheme {
	var out []*SecurityScheme
	for _, source := range a.Sources {
		in, name := "", ""
		_, rest, ok := strings.Cut(source, "request.")
		switch where, n, _ := strings.Cut(rest, "."); {
		case !ok:
		case where == "header":
			in, name = "header", n
		case where == "querystring":
			in, name = "query", n
		}
		if in != "" && name != "" {
			out = append(out, &SecurityScheme{Type: "apiKey", In: in, Name: name, Description: "What a function of the API checks."})
		}
	}
	if len(out) == 0 {
		out = append(out, &SecurityScheme{Type: "apiKey", In: "header", Name: "Authorization", Description: "What a function of the API checks."})
	}
	return out
}

// scheme returns the name under which a scheme stands among the components: its
// own, with a number if another scheme has it.
func (b *builder) scheme(name string, s *SecurityScheme) string {
	name = schemeName(name)
	for n := 1; ; n++ {
		candidate := name
		if n > 1 {
			candidate = fmt.Sprintf("%s%d", name, n)
		}
		i := slices.IndexFunc(b.schemes, func(m madeScheme) bool { return m.name == candidate })
		switch {
		case i < 0:
			b.schemes = append(b.schemes, madeScheme{candidate, s})
			return candidate
		case *b.schemes[i].scheme == *s:
			return candidate
		}
	}
}

// schemeName leaves of a name what components may have in theirs.
func schemeName(name string) string {
	clean := strings.Map(func(r rune) rune {
		if r < 128 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r)) {
			return r
		}
		return '-'
	}, name)
	return cmp.Or(clean, "auth")
}
