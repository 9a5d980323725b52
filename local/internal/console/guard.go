// Who may call the console: this machine's user, by the token, from the
// console's own page or from a tool.

package console

import (
	"crypto/subtle"
	"mime"
	"net"
	"net/http"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/console/page"
)

// guard lets through what comes by a name of this server, not from a page of
// another origin, and with the token or the page's cookie.
//
//   - The Host header must name this port of 127.0.0.1 or localhost: a page that
//     gives its own name this machine's address (DNS rebinding) is refused.
//   - An Origin must be the console's own, and Sec-Fetch-Site may not be of
//     another origin. Other ports of this machine are other origins.
//   - A token in the address is exchanged for a cookie, so it is in no later
//     address. The cookie is HttpOnly and SameSite=Strict.
//   - Requests that change something are POST with a body of JSON, which no form
//     of another page can send, or DELETE.
func (c *Console) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", page.Policy)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cache-Control", "no-store")
		if reason := c.foreign(r); reason != "" {
			fail(w, http.StatusForbidden, "%s", reason)
			return
		}
		if r.URL.Path == "/" && r.URL.Query().Has("token") {
			c.exchange(w, r)
			return
		}
		if !c.known(r) {
			fail(w, http.StatusUnauthorized,
				"no valid token: open the address that \"gatehouse dev\" prints, or send \"Authorization: Bearer TOKEN\"")
			return
		}
		if r.Method == http.MethodPost {
			if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
				fail(w, http.StatusUnsupportedMediaType, "the body must be JSON, with \"Content-Type: application/json\"")
				return
			}
			if err := readWhole(w, r); err != nil {
				answering(func(*http.Request) (any, error) { return nil, err })(w, r)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// foreign returns why a request comes from elsewhere; "" if it does not.
func (c *Console) foreign(r *http.Request) string {
	_, port, _ := net.SplitHostPort(c.Address())
	host := strings.ToLower(r.Host)
	if host != "127.0.0.1:"+port && host != "localhost:"+port {
		return "host " + quoted(r.Host) + " is not this console: it is reached by 127.0.0.1:" + port + " and localhost:" + port
	}
	if origin := r.Header.Get("Origin"); r.Header["Origin"] != nil && origin != "http://"+host {
		return "origin " + quoted(origin) + " is not this console's"
	}
	switch site := r.Header.Get("Sec-Fetch-Site"); site {
	case "", "same-origin", "none": // a tool, the page itself, an address that was typed or opened
		return ""
	default:
		return "a page of another origin (Sec-Fetch-Site: " + quoted(site) + ") can't call this console"
	}
}

// exchange gives a browser that has the token a cookie, and leads it to the page.
func (c *Console) exchange(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		fail(w, http.StatusMethodNotAllowed, "only GET takes a token in the address")
		return
	}
	if !same(r.URL.Query().Get("token"), c.token) {
		fail(w, http.StatusUnauthorized, "the token is not valid: each start of \"gatehouse dev\" prints a new one")
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: c.cookie(), Value: c.session, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	w.Header().Set("Location", "/")
	w.WriteHeader(http.StatusSeeOther)
}

// cookie is the name of the page's cookie. Browsers send cookies to every port
// of a host, so that several consoles need several names.
func (c *Console) cookie() string {
	_, port, _ := net.SplitHostPort(c.Address())
	return "gatehouse-console-" + port
}

// known reports whether a request has the token or the page's cookie.
func (c *Console) known(r *http.Request) bool {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return same(token, c.token)
	}
	for _, cookie := range r.CookiesNamed(c.cookie()) {
		if same(cookie.Value, c.session) {
			return true
		}
	}
	return false
}

// same compares secrets in a time that says nothing of them.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
