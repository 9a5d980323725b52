// Origins of anyone against policies that synth refuses, but a hand-written
// router may have.

package cors_test

import (
	"maps"
	"testing"

	"github.com/gatehouse-go/gatehouse/cors"
)

func TestPoliciesThatAreWrongLetNobodyIn(t *testing.T) {
	for _, c := range []struct {
		allowed     string
		credentials bool
		attacker    string
	}{
		{"https://*", true, "https://evil.example"},
		{"http://*", true, "http://evil.example"},
		{"https://app.example*", true, "https://app.example.evil"},
		{"https://app.example*", false, "https://app.example.evil"},
		{"https://*.example.com", true, "https://evil.example.com"},
		{"https://app.*", false, "https://app.evil"},
		{"h*", true, "http://evil.example"},
		{"null", true, "null"},
		{"null", false, "null"},
		{"NULL", true, "null"},
		{"", true, ""},
	} {
		p := &cors.Policy{AllowOrigins: []string{c.allowed}, AllowCredentials: c.credentials}
		if len(p.Problems()) == 0 {
			t.Errorf("%q with credentials %t: synth takes it", c.allowed, c.credentials)
		}
		for name, headers := range map[string]map[string]string{
			"an answer": maps.Collect(p.Headers(c.attacker)), "a preflight": maps.Collect(p.Preflight(c.attacker)),
		} {
			delete(headers, "Vary")
			if len(headers) > 0 {
				t.Errorf("%q with credentials %t: %s to %s has %v", c.allowed, c.credentials, name, c.attacker, headers)
			}
		}
	}
	// The origin beside a wrong one keeps its rights, and "*" never has credentials.
	p := &cors.Policy{AllowOrigins: []string{"https://app.example", "https://*", "null"}, AllowCredentials: true}
	if h := maps.Collect(p.Headers("https://app.example")); h["Access-Control-Allow-Origin"] != "https://app.example" || h["Access-Control-Allow-Credentials"] != "true" {
		t.Errorf("%v", h)
	}
	p = &cors.Policy{AllowOrigins: []string{"*"}, AllowCredentials: true}
	if h := maps.Collect(p.Headers("https://evil.example")); h["Access-Control-Allow-Credentials"] != "" {
		t.Errorf("%v", h)
	}
	p = cors.Allow("https://*")
	if h := maps.Collect(p.Headers("https://any.example")); h["Access-Control-Allow-Origin"] != "https://any.example" {
		t.Errorf("without credentials: %v", h)
	}
}
