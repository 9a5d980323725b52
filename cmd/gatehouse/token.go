// gatehouse token, and the key that it shares with gatehouse dev --issuer.

package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-go/gatehouse/internal/localtoken"
	"github.com/gatehouse-go/gatehouse/local"
)

// session is what a running "gatehouse dev --issuer" leaves for "gatehouse
// token": a key of its own, and the authorizers that trust it. It's only
// readable by the user, and gone when the server ends.
type session struct {
	Key    jose.JSONWebKey
	Logins []login
}

// login is a JWT authorizer.
type login struct {
	API, Name, Issuer string
	Audience          []string
}

// sessionFile is the session of the app, or the assembly, in a folder.
func sessionFile(appDir string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir, err := filepath.Abs(appDir)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(dir))
	return filepath.Join(cache, "gatehouse", "sessions", hex.EncodeToString(sum[:8])+".json"), nil
}

func newSession() (*session, error) {
	key, err := localtoken.NewKey("gatehouse-dev")
	if err != nil {
		return nil, err
	}
	return &session{Key: *key}, nil
}

// public are the keys that the server takes for the issuers'.
func (s *session) public() *jose.JSONWebKeySet {
	return &jose.JSONWebKeySet{Keys: []jose.JSONWebKey{s.Key.Public()}}
}

// save writes the session with the authorizers that there are now.
func (s *session) save(file string, apis []local.API) error {
	s.Logins = nil
	seen := map[string]bool{}
	for _, api := range apis {
		for _, r := range api.Routes {
			id := api.Path + " " + r.Login
			if r.Issuer != "" && !seen[id] {
				seen[id] = true
				s.Logins = append(s.Logins, login{api.Path, r.Login, r.Issuer, r.Audience})
			}
		}
	}
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	// "gatehouse token" may read it at any time: it is there whole or not at all.
	fresh := file + ".new"
	if err := os.WriteFile(fresh, text, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, file)
}

type tokenCommand struct {
	AppDir     string        `help:"Folder of the app's cdk.json." default:"." placeholder:"DIR"`
	Assembly   string        `help:"The cloud assembly that \"gatehouse dev --assembly\" serves." placeholder:"DIR"`
	Authorizer string        `help:"Name of the JWT authorizer, if there are several." placeholder:"NAME"`
	Scope      []string      `help:"Scopes of the token." placeholder:"SCOPE"`
	Subject    string        `help:"sub of the token." default:"local-user"`
	Audience   string        `help:"aud of the token; the authorizer's first one by default."`
	Claim      []string      `help:"Further claims." placeholder:"NAME=VALUE"`
	Lifetime   time.Duration `help:"How long the token is good; negative for one that has expired." default:"1h"`
}

func (c *tokenCommand) Run(con *console) error {
	file, err := sessionFile(cmp.Or(c.Assembly, c.AppDir))
	if err != nil {
		return err
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New(`no "gatehouse dev --issuer" runs for this folder: start one first, or name its folder with --app-dir, or the one ` +
			`of its --assembly with --assembly`)
	}
	if err != nil {
		return err
	}
	var s session
	if err := json.Unmarshal(text, &s); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	l, err := s.login(c.Authorizer)
	if err != nil {
		return err
	}
	token, err := s.sign(c, l, time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintln(con.stdout, token)
	return nil
}

// login finds the authorizer that a token is for.
func (s *session) login(name string) (login, error) {
	var names []string
	var found []login
	for _, l := range s.Logins {
		names = append(names, l.Name)
		if name == "" || name == l.Name {
			found = append(found, l)
		}
	}
	switch {
	case len(s.Logins) == 0:
		return login{}, errors.New("the app has no JWT authorizer")
	case len(found) == 0:
		return login{}, fmt.Errorf("there is no JWT authorizer %q; there are: %s", name, strings.Join(names, ", "))
	}
	for _, l := range found[1:] {
		if l.Issuer != found[0].Issuer || strings.Join(l.Audience, " ") != strings.Join(found[0].Audience, " ") {
			return login{}, fmt.Errorf("the app has several JWT authorizers: choose one with --authorizer: %s", strings.Join(names, ", "))
		}
	}
	return found[0], nil
}

func (s *session) sign(c *tokenCommand, l login, now time.Time) (string, error) {
	claims := map[string]any{}
	for _, claim := range c.Claim {
		name, value, ok := strings.Cut(claim, "=")
		if !ok {
			return "", fmt.Errorf("claim %q has no value: write NAME=VALUE", claim)
		}
		claims[name] = value
	}
	audience := l.Audience
	if c.Audience != "" {
		audience = []string{c.Audience}
	}
	return localtoken.Sign(&s.Key, localtoken.Token{
		Issuer: l.Issuer, Audience: audience, Subject: c.Subject, Scopes: c.Scope, Lifetime: c.Lifetime, Claims: claims,
	}, now)
}
