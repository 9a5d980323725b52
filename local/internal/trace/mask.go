// Secrets are not shown: those that names give away, and every other place where
// the value of one of them stands.

package trace

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Masked stands for a secret.
const Masked = "***"

// Secrets are the parts of requests that are secret beside those that always are:
// what the authorizers of an API read.
type Secrets struct {
	Headers []string // canonical names
	Queries []string
}

// Source adds an identity source of an authorizer, such as
// "$request.querystring.token", "method.request.header.X-Token" or
// "route.request.querystring.token".
func (s *Secrets) Source(source string) {
	if _, name, ok := strings.Cut(source, "header."); ok {
		s.Headers = append(s.Headers, http.CanonicalHeaderKey(name))
	} else if _, name, ok := strings.Cut(source, "querystring."); ok {
		s.Queries = append(s.Queries, name)
	}
}

// secretHeaders are secret everywhere.
var secretHeaders = map[string]bool{
	"Authorization": true, "Proxy-Authorization": true, "Cookie": true, "Set-Cookie": true, "X-Api-Key": true,
	"X-Amz-Security-Token": true, "X-Amzn-Remapped-Authorization": true, "Sec-Websocket-Key": false,
}

// secretQueries are those of presigned URLs, and what clients that can't set
// headers put there.
var secretQueries = map[string]bool{
	"X-Amz-Signature": true, "X-Amz-Security-Token": true, "x-api-key": true, "access_token": true, "id_token": true, "authorization": true,
}

// secretMembers are members of JSON whose values are secret, in lower case and
// without "-" and "_", beside the headers and queries that are.
var secretMembers = map[string]bool{
	"cookies": true, "apikey": true, "token": true, "authorizationtoken": true, "identitysource": true, "accesstoken": true,
	"refreshtoken": true, "idtoken": true, "sessiontoken": true, "clientsecret": true, "secretaccesskey": true, "password": true,
}

// member is a member of JSON whose value is a text, or a list of values.
var member = regexp.MustCompile(`("(?:[^"\\]|\\.)*")(\s*:\s*)("(?:[^"\\]|\\.)*"|\[[^\[\]{}]*\])`)

var jsonText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// shortest is the shortest secret that is looked for in other texts: shorter ones
// would make holes into words.
const shortest = 6

// masker masks the secrets of one recording.
type masker struct {
	secrets *Secrets
	values  *strings.Replacer // nil for none
}

// masker knows the secrets of a recording; r.mu is held.
func (r *Recording) masker() *masker {
	m := &masker{secrets: &Secrets{}}
	if r.api != nil {
		m.secrets = &r.api.Secrets
	}
	var found []string
	for _, h := range []http.Header{r.asked.header, r.answered.header} {
		for name, values := range h {
			if m.isSecret(name) {
				for _, v := range values {
					found = append(found, secretsIn(name, v)...)
				}
			}
			if name == "Sec-Websocket-Protocol" {
				for _, v := range values {
					found = append(found, tokens(v)...)
				}
			}
		}
	}
	if _, query, ok := strings.Cut(r.asked.target, "?"); ok {
		for part := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(part, "=")
			if m.isSecretQuery(name) {
				found = append(found, value)
				if decoded, err := url.QueryUnescape(value); err == nil {
					found = append(found, decoded)
				}
			}
		}
	}
	m.values = replacer(found)
	return m
}

// secretsIn are the secrets in a header's value: the whole of it, what follows a
// scheme such as Bearer, and the values of cookies.
func secretsIn(name, value string) []string {
	found := []string{value}
	switch name {
	case "Cookie", "Set-Cookie":
		for i, part := range strings.Split(value, ";") {
			if _, v, ok := strings.Cut(part, "="); ok && (name == "Cookie" || i == 0) {
				found = append(found, strings.TrimSpace(v), strings.TrimSpace(part))
			}
		}
	default:
		if _, rest, ok := strings.Cut(value, " "); ok {
			found = append(found, strings.TrimSpace(rest))
		}
	}
	return found
}

// tokens are those subprotocols of a WebSocket handshake that look like tokens:
// browsers can send one in no other way.
func tokens(value string) (found []string) {
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); len(part) >= 16 {
			found = append(found, part)
		}
	}
	return found
}

// replacer replaces secrets as they are, and as they stand in JSON and in URLs.
func replacer(secrets []string) *strings.Replacer {
	var all []string
	for _, s := range secrets {
		for _, form := range []string{s, inJSON(s), url.QueryEscape(s), url.PathEscape(s)} {
			if len(form) >= shortest && !slices.Contains(all, form) {
				all = append(all, form)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	pairs := make([]string, 0, 2*len(all))
	for _, s := range all {
		pairs = append(pairs, s, Masked)
	}
	return strings.NewReplacer(pairs...)
}

func inJSON(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return s
	}
	return string(b[1 : len(b)-1])
}

func (m *masker) isSecret(header string) bool {
	return secretHeaders[header] || slices.Contains(m.secrets.Headers, header)
}

func (m *masker) isSecretQuery(name string) bool {
	return secretQueries[name] || slices.Contains(m.secrets.Queries, name)
}

// text masks secrets in a text.
func (m *masker) text(s string) string {
	if m.values == nil {
		return s
	}
	return m.values.Replace(s)
}

// json masks secrets in what may be JSON, or JSON as a text inside JSON.
func (m *masker) json(s string) string { return m.text(m.members(s, 3)) }

func (m *masker) members(s string, depth int) string {
	if depth == 0 || !strings.Contains(s, `":`) && !strings.Contains(s, `" :`) {
		return s
	}
	return member.ReplaceAllStringFunc(s, func(match string) string {
		of := member.FindStringSubmatch(match)
		name, value := of[1][1:len(of[1])-1], of[3]
		if m.isSecretMember(name) {
			return of[1] + of[2] + jsonText.ReplaceAllString(value, `"`+Masked+`"`)
		}
		var inner string
		if strings.Contains(value, `\"`) && json.Unmarshal([]byte(value), &inner) == nil {
			if masked := m.members(inner, depth-1); masked != inner {
				return of[1] + of[2] + `"` + inJSON(masked) + `"`
			}
		}
		return match
	})
}

var noDashes = strings.NewReplacer("-", "", "_", "")

func (m *masker) isSecretMember(name string) bool {
	return secretMembers[strings.ToLower(noDashes.Replace(name))] || m.isSecret(http.CanonicalHeaderKey(name)) || m.isSecretQuery(name)
}

// headers are a header's fields, sorted by name, without secrets.
func (m *masker) headers(h http.Header) [][2]string {
	list := [][2]string{}
	for name, values := range h {
		for _, v := range values {
			if m.isSecret(name) {
				v = Masked
			}
			list = append(list, [2]string{name, m.text(v)})
		}
	}
	slices.SortStableFunc(list, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return list
}

// target masks the secrets in the query of a path.
func (m *masker) target(target string) string {
	path, query, ok := strings.Cut(target, "?")
	if !ok {
		return m.text(target)
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		if name, _, ok := strings.Cut(part, "="); ok && m.isSecretQuery(name) {
			parts[i] = name + "=" + Masked
		}
	}
	return m.text(path + "?" + strings.Join(parts, "&"))
}

// node masks a step that was made when somebody looked.
func (m *masker) node(n *Node) {
	n.Name, n.Reason = m.text(n.Name), m.text(n.Reason)
	for i := range n.Detail {
		n.Detail[i].Value = m.json(n.Detail[i].Value)
	}
	for _, below := range n.Steps {
		m.node(below)
	}
}
