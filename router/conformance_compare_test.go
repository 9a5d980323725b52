// Comparing: the response on the wire, and what differs on purpose.

package router_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// runCase answers a case's event and says what is different, "" for nothing.
func runCase(c *conformanceCase) (problem string, got wireResponse) {
	defer func() {
		p := recover()
		switch refused := strings.HasPrefix(fmt.Sprint(p), "router: "); {
		case p != nil && !(refused && c.BuildRaises != ""):
			problem = fmt.Sprintf("panic: %v", p)
		case p == nil && c.BuildRaises != "":
			problem = "built, want the registration to fail with " + c.BuildRaises
		}
	}()
	run := &caseRun{reached: -1, args: map[string]string{}}
	r := c.build(run)
	if c.BuildRaises != "" {
		return "", got
	}
	out, err := r.Invoke(context.Background(), c.Event)
	if problem := c.compareRoute(run); problem != "" {
		return problem, got
	}
	if c.ExpectRaises != "" {
		if err == nil {
			return fmt.Sprintf("answered %s, want the invocation to fail with %s", out, c.ExpectRaises), got
		}
		return "", got
	}
	if err != nil {
		return fmt.Sprintf("fails: %v", err), got
	}
	if err := json.Unmarshal(out, &got); err != nil {
		return fmt.Sprintf("no JSON: %v", err), got
	}
	return compareResponses(&got, c.Expect), got
}

func (c *conformanceCase) compareRoute(run *caseRun) string {
	if c.Matched == nil {
		if run.reached >= 0 {
			return fmt.Sprintf("route: %s ran, want none", c.Routes[run.reached].Rule)
		}
		return ""
	}
	if run.reached < 0 {
		return fmt.Sprintf("route: none ran, want %s", c.Matched.Rule)
	}
	got := c.Routes[run.reached]
	if got.Rule != c.Matched.Rule || got.Method != c.Matched.Method {
		return fmt.Sprintf("route: %s %s ran, want %s %s", got.Method, got.Rule, c.Matched.Method, c.Matched.Rule)
	}
	for name, want := range c.Args {
		if run.args[name] != want {
			return fmt.Sprintf("args: %s is %q, want %q", name, run.args[name], want)
		}
	}
	return ""
}

func compareResponses(got, want *wireResponse) string {
	switch {
	case got.StatusCode != want.StatusCode:
		return fmt.Sprintf("statusCode: %d, want %d", got.StatusCode, want.StatusCode)
	case got.IsBase64Encoded != want.IsBase64Encoded:
		return fmt.Sprintf("isBase64Encoded: %v, want %v", got.IsBase64Encoded, want.IsBase64Encoded)
	case (got.Headers == nil) != (want.Headers == nil), (got.MultiValueHeaders == nil) != (want.MultiValueHeaders == nil), (got.Cookies == nil) != (want.Cookies == nil):
		return fmt.Sprintf("shape: %+v, want %+v", got, want)
	case !reflect.DeepEqual(got.Headers, want.Headers):
		return fmt.Sprintf("headers: %v, want %v", got.Headers, want.Headers)
	case !reflect.DeepEqual(got.MultiValueHeaders, want.MultiValueHeaders):
		return fmt.Sprintf("multiValueHeaders: %v, want %v", *got.MultiValueHeaders, *want.MultiValueHeaders)
	case !reflect.DeepEqual(got.Cookies, want.Cookies):
		return fmt.Sprintf("cookies: %v, want %v", *got.Cookies, *want.Cookies)
	}
	if g, w := plainBody(got), plainBody(want); !reflect.DeepEqual(g, w) {
		return fmt.Sprintf("body: %#v, want %#v", g, w)
	}
	return ""
}

// plainBody returns a body as it's compared: a JSON body as parsed JSON, any
// other one as text, a gzip body after unpacking.
func plainBody(r *wireResponse) any {
	text, ok := r.Body.(string)
	if !ok {
		return r.Body
	}
	if r.IsBase64Encoded {
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return err.Error()
		}
		text = string(raw)
		if z, err := gzip.NewReader(bytes.NewReader(raw)); err == nil {
			if plain, err := io.ReadAll(z); err == nil {
				text = string(plain)
			}
		}
	}
	var v any
	if json.Unmarshal([]byte(text), &v) == nil {
		return v
	}
	return text
}
