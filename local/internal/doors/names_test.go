// Host headers that somebody made up.

package doors

import "testing"

func TestMadeUpPortsAreNotOurs(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "localhost:3000": true, "LOCALHOST:80": true, "127.0.0.1:3000": true, "[::1]:3000": true, "[::1]": true, "api.localhost:1": true,
		"own.test:3000": true, "further.test": true,

		"localhost:80.lambda-url.eu-west-1.on.aws": false, "localhost:": false, "localhost:x": false, "localhost:-1": false, "localhost:+80": false,
		"localhost:99999": false, "localhost:80;host=evil": false, "localhost:80,for=1.2.3.4": false, "localhost:80@evil": false, "localhost:８０": false,
		"127.0.0.1:80.lambda-url.eu-west-1.on.aws": false, "[::1]:80.lambda-url.eu-west-1.on.aws": false, "evil.test": false, "localhost.evil.test": false, "": false,
	} {
		if got := IsOurs(host, "own.test", []string{"further.test"}); got != want {
			t.Errorf("%q is ours: %t, want %t", host, got, want)
		}
	}
}

func TestMadeUpPortsReachNoCustomDomain(t *testing.T) {
	d := &Doors{}
	d.sites.Store(&map[string]*Site{"api.example.com": {}, "*.example.org": {}})
	for host, want := range map[string]bool{
		"api.example.com": true, "api.example.com:443": true, "x.example.org:1": true, "api.example.com:80;host=evil": false,
		"api.example.com:80.lambda-url.eu-west-1.on.aws": false, "x.example.org:": false, "a\"b.example.org": false,
	} {
		if got := d.siteOf(host) != nil; got != want {
			t.Errorf("%q reaches a domain: %t, want %t", host, got, want)
		}
	}
}
