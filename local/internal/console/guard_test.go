// Who gets in, and who does not.

package console

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
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

// A client that announces a body and does not send it is cut off; a call that
// takes longer than that is not.
func TestBodiesMustCome(t *testing.T) {
	defer func(old time.Duration) { bodyTime = old }(bodyTime)
	bodyTime = 50 * time.Millisecond
	c := newConsole(t)
	conn, err := net.Dial("tcp", c.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second)) // a fault is found here
	fmt.Fprintf(conn, "POST /api/call HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
		c.Address(), c.Token())
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || response.StatusCode != http.StatusBadRequest {
		t.Errorf("got %v, %v", response, err)
	}
	// The deadline is that of the body.
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := readWhole(w, r); err != nil {
			t.Error(err)
		}
		select {
		case <-r.Context().Done():
			t.Error("the request has ended with the deadline")
		case <-time.After(150 * time.Millisecond):
		}
	}))
	defer slow.Close()
	answer, err := http.Post(slow.URL, "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
}
