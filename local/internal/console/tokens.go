// Tokens that the app's JWT and Cognito authorizers take, with any scopes.

package console

import (
	"net/http"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/localtoken"
)

// TokenAsked is the body of POST /api/tokens, and the token of a call.
type TokenAsked struct {
	Issuer  string         `json:"issuer"` // name of the authorizer, or URL of its issuer; empty if there is one only
	API     string         `json:"api"`    // whose authorizer; empty is any
	Subject string         `json:"subject"`
	Scopes  []string       `json:"scopes"`
	Claims  map[string]any `json:"claims"` // added; null takes one away
}

// Token is the answer to POST /api/tokens.
type Token struct {
	Token   string    `json:"token"`
	Issuer  string    `json:"issuer"`
	Expires time.Time `json:"expires"`
}

// lifetime is how long the console's tokens are good.
const lifetime = time.Hour

func (c *Console) makeToken(r *http.Request) (any, error) {
	var asked TokenAsked
	if err := read(r, &asked); err != nil {
		return nil, err
	}
	server, err := c.serving()
	if err != nil {
		return nil, err
	}
	token, issuer, err := c.sign(server, asked)
	if err != nil {
		return nil, err
	}
	return Token{token, issuer.URL, time.Now().Add(lifetime).UTC().Truncate(time.Second)}, nil
}

// sign makes the token that is asked for, and says for which authorizer.
func (c *Console) sign(server Server, asked TokenAsked) (string, *Issuer, error) {
	if c.cfg.Key == nil {
		return "", nil, refuse(http.StatusConflict,
			"tokens need the local issuer: start \"gatehouse dev --issuer\"; without it the app's own issuers are asked")
	}
	issuer, err := issuerOf(server.Issuers(), asked)
	if err != nil {
		return "", nil, err
	}
	token, err := localtoken.Sign(c.cfg.Key, localtoken.Token{
		Issuer: issuer.URL, Audience: issuer.Audience, Subject: asked.Subject, Scopes: asked.Scopes, Lifetime: lifetime, Claims: asked.Claims,
	}, time.Now())
	if err != nil {
		return "", nil, refuse(http.StatusBadRequest, "the token can't be made: %v", err)
	}
	return token, issuer, nil
}

// issuerOf finds the authorizer that a token is for.
func issuerOf(issuers []Issuer, asked TokenAsked) (*Issuer, error) {
	var found []*Issuer
	var names []string
	for i := range issuers {
		one := &issuers[i]
		if asked.API != "" && one.API != asked.API {
			continue
		}
		names = append(names, one.Name)
		if asked.Issuer == "" || asked.Issuer == one.Name || asked.Issuer == one.URL {
			found = append(found, one)
		}
	}
	switch {
	case len(names) == 0 && asked.Issuer == "" && asked.API == "":
		return nil, refuse(http.StatusNotFound, "the app has no JWT or Cognito authorizer, so no token is of use")
	case len(found) == 0:
		of := "the app"
		if asked.API != "" {
			of = asked.API
		}
		return nil, refuse(http.StatusNotFound, "%s has no JWT authorizer %s; there are: %s", of, quoted(asked.Issuer), listed(names))
	case asked.Issuer == "" && len(found) > 1:
		for _, one := range found[1:] {
			if one.URL != found[0].URL || strings.Join(one.Audience, " ") != strings.Join(found[0].Audience, " ") {
				return nil, refuse(http.StatusBadRequest, "there are several JWT authorizers: choose one by its name: %s", listed(names))
			}
		}
	}
	return found[0], nil
}
