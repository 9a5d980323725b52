// Who gets in, and who does not.

package console

import (
	"net/http"
	"strings"
	"testing"
)

func TestOnlyTheTokenGetsIn(t *testing.T) {
	c := newConsole(t)
	for _, path := range []string{"/", "/api/app", "/api/events", "/nothing"} {
		for name, header := range map[string]map[string]string{
			"none":                    {"Authorization": ""},
			"made up":                 {"Authorization": "Bearer " + newSecret()},
			"empty":                   {"Authorization": "Bearer "},
			"of another scheme":       {"Authorization": "Basic " + c.Token()},
			"a made-up cookie":        {"Authorization": "", "Cookie": c.cookie() + "=" + newSecret()},
			"the token as the cookie": {"Authorization": "", "Cookie": c.cookie() + "=" + c.Token()},
		} {
			response, text := ask(t, c, "GET", path, "", header)
			if response.StatusCode != http.StatusUnauthorized || !strings.Contains(text, "no valid token") {
				t.Errorf("%s, %s: %d %s", path, name, response.StatusCode, text)
			}
		}
	}
	if response, text := ask(t, c, "GET", "/api/app", "", nil); response.StatusCode != http.StatusOK {
		t.Errorf("with the token: %d %s", response.StatusCode, text)
	}
}

func TestTheAddressIsExchangedForACookie(t *testing.T) {
	c := newConsole(t)
	noToken := map[string]string{"Authorization": ""}
	if response, text := ask(t, c, "GET", "/?token=made-up", "", noToken); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("a made-up token: %d %s", response.StatusCode, text)
	}
	response, _ := ask(t, c, "GET", strings.TrimPrefix(c.URL(), "http://"+c.Address()), "", noToken)
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/" {
		t.Fatalf("got %d to %q", response.StatusCode, response.Header.Get("Location"))
	}
	cookie := response.Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode {
		t.Errorf("the cookie is %v", cookie)
	}
	if strings.Contains(cookie.Value, c.Token()) {
		t.Error("the cookie holds the token")
	}
	for _, path := range []string{"/", "/api/app"} {
		response, _ := ask(t, c, "GET", path, "", map[string]string{"Authorization": "", "Cookie": cookie.Name + "=" + cookie.Value})
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s with the cookie: %d", path, response.StatusCode)
		}
	}
}

func TestPagesOfOtherOriginsAreRefused(t *testing.T) {
	c := newConsole(t)
	_, port, _ := strings.Cut(c.Address(), ":")
	for _, header := range []map[string]string{
		{"Host": "evil.example:" + port},
		{"Host": "127.0.0.1.nip.io:" + port},
		{"Host": "127.0.0.1"},
		{"Host": "127.0.0.1:1"},
		{"Host": "[::1]:" + port},
		{"Host": "app.localhost:" + port},
		{"Origin": "https://evil.example"},
		{"Origin": "null"},
		{"Origin": "http://127.0.0.1:1"}, // another server of this machine
		{"Origin": "https://" + c.Address()},
		{"Sec-Fetch-Site": "cross-site"},
		{"Sec-Fetch-Site": "same-site"},
	} {
		for _, path := range []string{"/", "/api/app", "/?token=" + c.Token()} {
			response, text := ask(t, c, "GET", path, "", header)
			if response.StatusCode != http.StatusForbidden {
				t.Errorf("%v, %.10s: %d %s", header, path, response.StatusCode, text)
			}
			if response.Header.Get("Access-Control-Allow-Origin") != "" || len(response.Cookies()) > 0 {
				t.Errorf("%v, %.10s: the answer has %v", header, path, response.Header)
			}
		}
	}
	for _, header := range []map[string]string{
		{"Origin": "http://" + c.Address(), "Sec-Fetch-Site": "same-origin"},
		{"Host": "localhost:" + port, "Origin": "http://localhost:" + port},
		{"Sec-Fetch-Site": "none"},
	} {
		if response, text := ask(t, c, "GET", "/api/app", "", header); response.StatusCode != http.StatusOK {
			t.Errorf("%v: %d %s", header, response.StatusCode, text)
		}
	}
}

// What a form of another page can send changes nothing, even with the cookie.
func TestChangesNeedJSON(t *testing.T) {
	c := newConsole(t)
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"} {
		response, text := ask(t, c, "POST", "/api/call", "{}", map[string]string{"Content-Type": kind})
		if response.StatusCode != http.StatusUnsupportedMediaType {
			t.Errorf("%q: %d %s", kind, response.StatusCode, text)
		}
	}
}

func TestAnswersHaveThePolicy(t *testing.T) {
	c := newConsole(t)
	for _, path := range []string{"/", "/api/app", "/nothing"} {
		response, _ := ask(t, c, "GET", path, "", nil)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := response.Header.Get(name); !strings.Contains(got, want) {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
}
