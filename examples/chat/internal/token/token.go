// Package token makes and checks the tokens with which people connect: JWTs
// signed with Ed25519. The function has the public key only, which is no
// secret.
package token

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const audience = "chat"

// Make returns a token for a person, good for an hour.
func Make(key ed25519.PrivateKey, name string, now time.Time) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: key}, nil)
	if err != nil {
		return "", err
	}
	return jwt.Signed(signer).Claims(jwt.Claims{
		Subject: name, Audience: jwt.Audience{audience}, IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(time.Hour)),
	}).Serialize()
}

// Check returns the name of the person who has a token.
func Check(key ed25519.PublicKey, text string, now time.Time) (name string, err error) {
	token, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil {
		return "", err
	}
	var claims jwt.Claims
	if err := token.Claims(key, &claims); err != nil {
		return "", err
	}
	if err := claims.Validate(jwt.Expected{AnyAudience: jwt.Audience{audience}, Time: now}); err != nil {
		return "", err
	}
	if claims.Subject == "" || claims.Expiry == nil {
		return "", errors.New("token: no name, or no end")
	}
	return claims.Subject, nil
}

// ParsePublic reads a public key from base64.
func ParsePublic(text string) (ed25519.PublicKey, error) {
	key, err := base64.StdEncoding.DecodeString(text)
	if err == nil && len(key) != ed25519.PublicKeySize {
		err = fmt.Errorf("%d bytes, want %d", len(key), ed25519.PublicKeySize)
	}
	if err != nil {
		return nil, fmt.Errorf("token: public key: %w", err)
	}
	return key, nil
}
