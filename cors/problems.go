// What can be wrong with a policy, each with what would be right.

package cors

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// maxAge is the most that API Gateway takes (API Gateway version 2 API
// reference, "Cors").
const maxAge = 86400 * time.Second

// Problems returns everything that is wrong with p, each a sentence that says
// what is wrong and what would be right; none for nil. The rules are those of
// browsers and of HTTP APIs, which take origins with http and https only. What
// is or contains a token of the CDK passes, since its value isn't known yet.
func (p *Policy) Problems() []string {
	if p == nil {
		return nil
	}
	var c checker
	c.origins(p)
	c.methods(p)
	c.headers("AllowHeaders", p.AllowHeaders, p.AllowCredentials)
	c.headers("ExposeHeaders", p.ExposeHeaders, p.AllowCredentials)
	c.age(p.MaxAge)
	return c.problems
}

// A checker collects problems.
type checker struct{ problems []string }

func (c *checker) add(format string, args ...any) {
	c.problems = append(c.problems, "CORS: "+fmt.Sprintf(format, args...))
}

func (c *checker) origins(p *Policy) {
	if len(p.AllowOrigins) == 0 {
		c.add(`AllowOrigins is empty: name the origins of the pages, such as "https://app.example.com", or use AllowAny for all; no policy ` +
			`at all is off`)
	}
	c.duplicates("AllowOrigins", p.AllowOrigins, strings.Clone)
	if len(p.AllowOrigins) > 1 && slices.Contains(p.AllowOrigins, "*") {
		c.add(`origin "*" beside others: it is all of them, write it alone or leave it out`)
	}
	for _, o := range p.AllowOrigins {
		switch {
		case strings.Contains(o, listToken):
			c.add("origin %q: it is a token of a whole list, and functions get the policy as text: name the origins, or take them out of the "+
				"list with Fn_Select", o)
		case routekey.HasToken(o):
		case isAnyOrigin(o):
			if p.AllowCredentials {
				c.add("origin %q with AllowCredentials: any page could act in its visitor's name; name the origins, or turn AllowCredentials off", o)
			}
		default:
			if wrong := originProblem(o); wrong != "" {
				c.add("origin %q: %s", o, wrong)
			}
		}
	}
}

// listToken begins the text by which the CDK stands for a list whose length is
// known only at deployment.
const listToken = "#{Token["

// isAnyOrigin reports whether o is one of the wildcards of HTTP APIs.
func isAnyOrigin(o string) bool { return o == "*" || o == "https://*" || o == "http://*" }

// originProblem says what is wrong with one origin, or nothing. It must be
// written as browsers send it, since the two are compared as they are.
func originProblem(o string) string {
	scheme, rest, ok := strings.Cut(o, "://")
	switch {
	case o == "":
		return `empty: an origin is a scheme and a host, such as "https://app.example.com"`
	case strings.ContainsFunc(o, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return "contains a blank or control character: leave it out"
	case o == "null":
		return "sandboxed pages of anyone send it: serve the page from a host and name that"
	case !ok || scheme == "":
		return fmt.Sprintf("has no scheme: write %q", "https://"+strings.TrimLeft(o, ":/"))
	case strings.ToLower(scheme) != "https" && strings.ToLower(scheme) != "http":
		return fmt.Sprintf("scheme %q: API Gateway takes https and http only, or AllowAny", scheme)
	case strings.ContainsAny(rest, "/?#"):
		return fmt.Sprintf("an origin ends after host and port, without slash, path or query: write %q",
			scheme+"://"+rest[:strings.IndexAny(rest, "/?#")])
	case strings.Contains(rest, "@"):
		return fmt.Sprintf("an origin has no user: write %q", scheme+"://"+rest[strings.LastIndex(rest, "@")+1:])
	case strings.Contains(rest, "*"):
		return fmt.Sprintf(`"*" stands for a whole host only: name the origins, or write %q`, strings.ToLower(scheme)+"://*")
	case o != strings.ToLower(o):
		return fmt.Sprintf("browsers send it in lower case: write %q", strings.ToLower(o))
	}
	return hostProblem(scheme, rest)
}

// hostProblem says what is wrong with the host and port of an origin.
func hostProblem(scheme, hostport string) string {
	u, err := url.Parse(scheme + "://" + hostport)
	if err != nil || u.Hostname() == "" {
		return `no valid host: an origin is a scheme and a host, such as "https://app.example.com"`
	}
	host, port := u.Hostname(), u.Port()
	bare := strings.TrimSuffix(hostport, ":"+port)
	switch {
	case port == "" && strings.HasSuffix(hostport, ":"):
		return fmt.Sprintf("no port after the colon: write %q", scheme+"://"+strings.TrimSuffix(hostport, ":"))
	case scheme == "https" && port == "443" || scheme == "http" && port == "80":
		return fmt.Sprintf("browsers leave the scheme's usual port out: write %q", scheme+"://"+bare)
	case net.ParseIP(host) != nil:
	case strings.ContainsFunc(host, func(r rune) bool { return r > 0x7f }):
		return `browsers send a host of other letters in ASCII form, "xn--...": write it so`
	case !isHost(host):
		return fmt.Sprintf("%q is not a host name: it has letters, digits, dots and hyphens", host)
	}
	if n, err := strconv.Atoi(port); port != "" && (err != nil || n < 1 || n > 65535 || port[0] == '0') {
		return fmt.Sprintf("port %q: it is a number from 1 to 65535", port)
	}
	return ""
}

// isHost reports whether host is a name of DNS, in lower case; "_" occurs in
// local ones.
func isHost(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return true
}

func (c *checker) methods(p *Policy) {
	c.empty("AllowMethods", p.AllowMethods)
	c.duplicates("AllowMethods", p.AllowMethods, strings.ToUpper)
	known := routekey.Methods()
	for _, m := range p.AllowMethods {
		switch upper := strings.ToUpper(m); {
		case routekey.HasToken(m), slices.Contains(known, m):
		case m == "*":
			if p.AllowCredentials {
				c.add(`"*" in AllowMethods with AllowCredentials: browsers take it for the name of a method then; name the methods, or leave ` +
					`AllowMethods nil for all`)
			}
		case slices.Contains(known, upper):
			c.add("method %q: write it in upper case, %q", m, upper)
		case upper == routekey.Any:
			c.add(`method %q: here all methods are "*"`, m)
		default:
			c.add(`method %q: write one of %s, or "*" for all`, m, strings.Join(known, ", "))
		}
	}
}

func (c *checker) headers(field string, names []string, credentials bool) {
	c.empty(field, names)
	c.duplicates(field, names, strings.ToLower)
	for _, name := range names {
		switch {
		case routekey.HasToken(name):
		case name == "*":
			if credentials {
				c.add(`"*" in %s with AllowCredentials: browsers take it for the name of a header then; name the headers`, field)
			}
		case !isHeaderName(name):
			c.add(`header %q in %s: a name has letters, digits and hyphens, such as "X-Request-Id"`, name, field)
		}
	}
}

// isHeaderName reports whether name is a token of HTTP (RFC 9110, 5.6.2).
func isHeaderName(name string) bool {
	return name != "" && strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~") == ""
}

func (c *checker) age(age time.Duration) {
	switch {
	case age < 0:
		c.add("MaxAge %v is negative: it is from 0 to 24h", age)
	case age > maxAge:
		c.add("MaxAge %v: API Gateway takes 24h at most", age)
	case age%time.Second != 0:
		c.add("MaxAge %v: it is sent in whole seconds, write %v", age, max(age.Round(time.Second), time.Second))
	}
}

// empty reports a list that is there but empty, which is neither a default nor
// a choice.
func (c *checker) empty(field string, list []string) {
	if list != nil && len(list) == 0 {
		c.add("%s is an empty list: leave it nil for the default", field)
	}
}

// duplicates reports what stands twice in a list, taken as fold has it.
func (c *checker) duplicates(field string, list []string, fold func(string) string) {
	seen := make(map[string]int)
	for _, s := range list {
		if seen[fold(s)]++; seen[fold(s)] == 2 {
			c.add("%q is twice in %s: write it once", s, field)
		}
	}
}
