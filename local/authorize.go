package local

// Who may call a route.

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/jwt"
	"github.com/gatehouse-go/gatehouse/local/internal/payload"
	"github.com/gatehouse-go/gatehouse/local/internal/sigv4"
)

// authorize returns nil when the request may go on.
func (x *exchange) authorize() *reply {
	switch x.route.Auth {
	case "NONE":
		return nil
	case "JWT":
		return x.authorizeJWT()
	case "AWS_IAM":
		return x.authorizeIAM()
	case "CUSTOM":
		return x.authorizeLambda()
	}
	return x.unable(fmt.Sprintf("%s: authorization type %q", x.route.Path, x.route.Auth))
}

func (x *exchange) authorizeJWT() *reply {
	a := x.route.Authorizer
	token := ""
	for _, source := range a.Identity {
		if token, _ = x.identity(source); token != "" {
			break
		}
	}
	if len(token) > 7 && strings.EqualFold(token[:7], "Bearer ") {
		token = strings.TrimSpace(token[7:])
	}
	if token == "" {
		bad := x.fail(http.StatusUnauthorized, "Unauthorized", "no token in %s", strings.Join(a.Identity, ", "))
		bad.header["Www-Authenticate"] = []string{"Bearer"}
		return bad
	}
	verified, err := x.g.srv.verifier.Verify(x.r.Context(), token, a.Issuer, a.Audience)
	if err != nil {
		description := "the token is not valid"
		if invalid, ok := errors.AsType[*jwt.Invalid](err); ok {
			description = invalid.Description
		}
		bad := x.fail(http.StatusUnauthorized, "Unauthorized", "%v", err)
		bad.header["Www-Authenticate"] = []string{fmt.Sprintf("Bearer scope=%q error=\"invalid_token\" error_description=%q", strings.Join(x.route.Scopes, " "), description)}
		return bad
	}
	if strings.HasPrefix(verified.Algorithm, "ES") {
		x.g.srv.warnOnce("a token is signed with " + verified.Algorithm + ": API Gateway's guide only promises RSA (RS256 and the like)")
	}
	if len(x.route.Scopes) > 0 && !slices.ContainsFunc(verified.Scopes, func(s string) bool { return slices.Contains(x.route.Scopes, s) }) {
		bad := x.fail(http.StatusForbidden, "Forbidden", "the token has none of the scopes %s", strings.Join(x.route.Scopes, ", "))
		bad.header["Www-Authenticate"] = []string{fmt.Sprintf("Bearer scope=%q error=\"insufficient_scope\"", strings.Join(x.route.Scopes, " "))}
		return bad
	}
	x.authorized = &payload.Authorized{JWT: &payload.JWT{Claims: verified.Texts()}}
	if len(x.route.Scopes) > 0 {
		x.authorized.JWT.Scopes = verified.Scopes
	}
	return nil
}

func (x *exchange) authorizeIAM() *reply {
	if bad := x.readBody(); bad != nil {
		return bad
	}
	scope := sigv4.Scope{Region: x.g.api.Region, Service: "execute-api"}
	key, err := sigv4.Verify(x.asked, x.body, scope, x.g.srv.credentials(), time.Now())
	if err != nil {
		return x.fail(http.StatusForbidden, "Forbidden", "IAM: %v", err)
	}
	x.authorized = &payload.Authorized{IAM: &payload.IAM{
		AccessKey: key,
		AccountID: x.g.api.Account,
		CallerID:  key,
		UserARN:   fmt.Sprintf("arn:aws:iam::%s:user/%s", x.g.api.Account, key),
		UserID:    key,
	}}
	return nil
}

// credentials are those whose signatures count.
func (s *Server) credentials() map[string]string {
	if s.cfg.Credentials != nil {
		return s.cfg.Credentials
	}
	if key := os.Getenv("AWS_ACCESS_KEY_ID"); key != "" {
		return map[string]string{key: os.Getenv("AWS_SECRET_ACCESS_KEY")}
	}
	return nil
}

// identity is the value of an identity source such as "$request.header.Authorization".
func (x *exchange) identity(source string) (string, bool) {
	name, ok := strings.CutPrefix(source, "$")
	if !ok {
		return "", false
	}
	v, ok := x.variable(name)
	return v, ok && v != ""
}

// digest is a key of fixed size for values that may be long or secret.
func digest(values []string) [32]byte {
	h := sha256.New()
	for _, v := range values {
		fmt.Fprintf(h, "%d:%s", len(v), v)
	}
	return [32]byte(h.Sum(nil))
}
