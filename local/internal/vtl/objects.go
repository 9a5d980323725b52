// $input and $util.

package vtl

import (
	"encoding/base64"
	"net/url"
	"strings"
)

// input is $input.
type input struct {
	body   string
	params Params
	parsed bool
	root   any
	ok     bool // the body is JSON
	all    *Map
}

// bodyText is $input.body: without a payload it is an empty object.
func (in *input) bodyText() string {
	if in.body == "" {
		return "{}"
	}
	return in.body
}

// document is the payload, parsed once: what a template changes in it stays.
func (in *input) document() (any, bool) {
	if !in.parsed {
		in.parsed = true
		in.root, in.ok = parseJSON(in.bodyText())
	}
	return in.root, in.ok
}

func (x *exec) callInput(in *input, name string, args []any) any {
	switch name {
	case "json", "path":
		if len(args) != 1 {
			return nil
		}
		p, ok := args[0].(string)
		if !ok || p == "" {
			if args[0] == nil || ok {
				x.fail("$input.%s needs a JSONPath", name)
			}
			return nil
		}
		root, ok := in.document()
		var v any
		if ok {
			v, ok = x.find(root, p)
		}
		if name == "path" {
			return v
		}
		if !ok {
			return `""`
		}
		var b strings.Builder
		x.json(&b, v, 0)
		return x.str(b.String())
	case "params":
		if len(args) == 0 {
			return in.allParams()
		}
		if p, ok := one[string](args); ok {
			for _, m := range []*Map{in.params.Path, in.params.Query, in.params.Header} {
				if m != nil && m.has(p) {
					return m.get(p)
				}
			}
		}
	case "getBody":
		if len(args) == 0 {
			return in.bodyText()
		}
	}
	return nil
}

func (in *input) allParams() *Map {
	if in.all == nil {
		in.all = &Map{}
		for _, p := range []struct {
			name string
			m    *Map
		}{{"path", in.params.Path}, {"querystring", in.params.Query}, {"header", in.params.Header}} {
			if p.m == nil {
				p.m = &Map{}
			}
			in.all.put(p.name, p.m)
		}
	}
	return in.all
}

// util is $util.
type util struct{}

func (x *exec) callUtil(name string, args []any) any {
	s, ok := one[string](args)
	if !ok {
		return nil
	}
	x.grow(len(s) / 16)
	switch name {
	case "escapeJavaScript":
		return x.str(escapeJavaScript(s))
	case "parseJson":
		v, ok := parseJSON(s)
		if !ok {
			x.fail("$util.parseJson: not JSON: %s", quote(s))
		}
		return v
	case "urlEncode":
		return x.str(urlEncode(finish(s)))
	case "urlDecode":
		v, err := url.QueryUnescape(s)
		if err != nil {
			x.fail("$util.urlDecode: %v", err)
		}
		return x.str(strings.ToValidUTF8(v, "\uFFFD"))
	case "base64Encode":
		return x.str(base64.StdEncoding.EncodeToString([]byte(finish(s))))
	case "base64Decode":
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			if b, err = base64.RawStdEncoding.DecodeString(s); err != nil {
				x.fail("$util.base64Decode: %v", err)
			}
		}
		return x.str(strings.ToValidUTF8(string(b), "\uFFFD"))
	}
	return nil
}

// urlEncode is form encoding as Java's URLEncoder does it.
func urlEncode(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case letter(c), digit(c), strings.IndexByte(".-*_", c) >= 0:
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

func escaped(r rune) bool {
	return r < ' ' || r > 0x7F || r == '\'' || r == '"' || r == '\\' || r == '/'
}

// escapeJavaScript is that of commons-lang 2, whose words the developer guide uses: it
// puts a backslash before / as well and writes what is beyond ASCII as \uXXXX.
func escapeJavaScript(s string) string {
	const hex = "0123456789ABCDEF"
	if !strings.ContainsFunc(s, escaped) {
		return s
	}
	var b strings.Builder
	for _, u := range units(s) {
		switch k := strings.IndexByte("\b\n\t\f\r'\"\\/", byte(u)); {
		case u < 0x80 && k >= 0:
			b.WriteByte('\\')
			b.WriteByte(`bntfr'"\/`[k])
		case u < ' ' || u > 0x7F:
			b.WriteString(`\u`)
			for shift := 12; shift >= 0; shift -= 4 {
				b.WriteByte(hex[u>>shift&15])
			}
		default:
			b.WriteByte(byte(u))
		}
	}
	return b.String()
}
