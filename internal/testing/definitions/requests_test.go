// Requests to an API: to its routes, past them, with and without what they ask for.

package definitions

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// ask is a request, which both forms of an API get.
type ask struct {
	method, target, body string
	header               http.Header
	signed               bool
}

func (a ask) String() string { return fmt.Sprintf("%s %s %v %q", a.method, a.target, a.header, a.body) }

// asks are the requests to an API.
func (r random) asks(s *spec) (list []ask) {
	for _, k := range s.keys {
		for range 3 {
			list = append(list, r.ask(s, k))
		}
	}
	for range 6 {
		keys, err := routekey.Parse(one(r, "GET", "POST", "DELETE", "OPTIONS", "ANY") + " " + r.path())
		if err != nil {
			panic(err)
		}
		list = append(list, r.ask(s, keys[0]))
	}
	return list
}

func (r random) ask(s *spec, k routekey.Key) ask {
	a := ask{method: k.Method, header: http.Header{}}
	if k.IsDefault() || a.method == "ANY" {
		a.method = one(r, "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")
	}
	if k.IsDefault() {
		a.target = one(r, "/", "/nowhere", "/a/b/c/d/e", "/a")
	} else {
		a.target = r.fill(k.Path.String())
	}
	if stage := one(r, s.stages...); stage != "" && !r.often(3) {
		a.target = "/" + stage + a.target
	}
	if r.often(4) {
		a.target += "/"
	}
	query := url.Values{}
	ask := func(percent int, name string, values ...string) {
		if r.often(percent) {
			query.Add(name, one(r, values...))
		}
	}
	ask(60, "q", "", "x y", "ä")
	ask(10, "q", "again")
	ask(20, "gone", "1")
	ask(20, "set", "a")
	ask(80, "who", "me")
	ask(40, "token", r.w.tokens["jwt"], "nonsense")
	ask(10, "fail", "boom")
	ask(10, "status", "418", "404")
	if len(query) > 0 {
		a.target += "?" + query.Encode()
	}
	r.headers(&a, s.rest != nil)
	if a.method != "GET" && a.method != "HEAD" && r.often(70) {
		a.body = one(r, `{"title":"milk"}`, `{"title":"m"}`, `[1,2]`, `[-1]`, "text", `{"a":"ü"}`)
		if r.often(80) {
			a.header.Set("Content-Type", one(r, "application/json", "application/json", "text/plain", "image/png"))
		}
	}
	a.signed = r.often(15)
	return a
}

// fill puts values in the place of a path's parameters.
func (r random) fill(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		switch {
		case strings.HasSuffix(part, "+}"):
			parts[i] = one(r, "x", "x/y", "x/y/z", "a%20b/c", "x/", "a//b")
		case strings.HasPrefix(part, "{"):
			parts[i] = one(r, "7", "x", "a", "a%20b", "%C3%BC", "a+b", "a%2Fb", "~", "%7B", "")
		}
	}
	return strings.Join(parts, "/")
}

func (r random) headers(a *ask, rest bool) {
	set := func(percent int, name string, values ...string) {
		if r.often(percent) {
			a.header.Set(name, one(r, values...))
		}
	}
	t := r.w.tokens
	if rest {
		set(85, "Authorization", "good", "good", "good", t["access"], t["access"], t["cognito"], "bad", "good fail", "nonsense", t["jwt"])
	} else {
		read := "Bearer " + t["read"]
		set(85, "Authorization", read, read, read, t["read"], "Bearer "+t["jwt"], "Bearer "+t["other"], "Bearer "+t["old"], "nonsense")
	}
	set(85, "X-Token", "good", "good", "good", "good1", "bad", "fail")
	set(40, "X-Api-Key", goodKey, goodKey, "an-other-key-that-nobody-made")
	set(40, "Origin", "https://app.example.com", "https://other.example.com", "https://evil.example.com")
	set(50, "X-Say", "hello", "it's")
	set(30, "X-Gone", "1")
	set(30, "Accept", "application/json", "image/png", "*/*")
	set(20, "Accept-Encoding", "gzip")
	if a.method == "OPTIONS" {
		set(70, "Access-Control-Request-Method", "GET", "DELETE")
		set(40, "Access-Control-Request-Headers", "content-type", "x-other")
	}
}

// send sends a request to an API.
func (a ask) send(t *testing.T, to form) reply {
	t.Helper()
	address, err := url.Parse(to.base)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), a.method, to.base, strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	path, query, _ := strings.Cut(a.target, "?")
	request.URL = &url.URL{Scheme: "http", Host: address.Host, Opaque: "//" + address.Host + path, RawQuery: query}
	request.Header = a.header.Clone()
	if request.Header.Get("X-Api-Key") == goodKey {
		request.Header.Set("X-Api-Key", to.key)
	}
	if a.signed {
		request.URL.Opaque, request.URL.RawPath = "", path
		if request.URL.Path, err = url.PathUnescape(path); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256([]byte(a.body))
		credentials := aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}
		if err := v4.NewSigner().SignHTTP(context.Background(), credentials, request, hex.EncodeToString(sum[:]), "execute-api", "eu-west-1", time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	return reply{response.StatusCode, response.Header, string(body)}
}

var client = &http.Client{
	Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 1},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// reply is an answer.
type reply struct {
	status int
	header http.Header
	body   string
}

// volatile is what differs from one request to the next.
var volatile = []struct {
	pattern *regexp.Regexp
	text    string
}{
	{regexp.MustCompile(`Root=1-[0-9a-f]{8}-[0-9a-f]{24}(;Parent=[0-9a-f]{16})?(;Sampled=[01])?(;Lineage=[0-9a-f:]+)?`), "TRACE"},
	{regexp.MustCompile(`[A-Za-z0-9_-]{15}=`), "ID"},
	{regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`), "UUID"},
	{regexp.MustCompile(`\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2} \+0000`), "TIME"},
	{regexp.MustCompile(`\b1\d{12}\b`), "EPOCH"},
	{regexp.MustCompile(`(resourceId\\?":\\?")[a-z0-9]+`), "${1}RESOURCE"},
	{regexp.MustCompile(`(Signature=)[0-9a-f]{64}`), "${1}SIGNATURE"},
	{regexp.MustCompile(`\d{8}T\d{6}Z`), "DATE"},
	{regexp.MustCompile(`\b[RD]-Queue[0-9A-F]*`), "QUEUE"},
}

// comparable is a reply with what differs by nature taken out: ids, times, and the API's
// own address and id.
func (r reply) comparable(of form) reply {
	address, _ := url.Parse(of.base)
	port := regexp.MustCompile(`\b` + address.Port() + `\b`)
	clean := func(text string) string {
		for _, v := range volatile { // first: a port may occur within a trace's id
			text = v.pattern.ReplaceAllString(text, v.text)
		}
		replace := []string{address.Host, "HOST", of.id, "API", of.path, "STACK/API"}
		if of.key != "" {
			replace = append(replace, of.key, goodKey)
		}
		return port.ReplaceAllString(strings.NewReplacer(replace...).Replace(text), "PORT")
	}
	header := http.Header{}
	for name, values := range r.header {
		switch name {
		case "Date", "X-Amzn-Remapped-Date", "Content-Length":
			continue
		}
		for _, v := range values {
			header[name] = append(header[name], clean(v))
		}
	}
	body := r.body
	if header.Get("Content-Encoding") == "gzip" {
		if unpacked, err := gzip.NewReader(strings.NewReader(body)); err == nil {
			text, err := io.ReadAll(unpacked)
			body = fmt.Sprintf("gzip %v %s", err, text)
		}
	}
	return reply{r.status, header, clean(body)}
}

func (r reply) equal(other reply) bool {
	if r.status != other.status || r.body != other.body || len(r.header) != len(other.header) {
		return false
	}
	for name, values := range r.header {
		if !slices.Equal(values, other.header[name]) {
			return false
		}
	}
	return true
}
