// Package show has the words in which commands show routes:
//
//	fmt.Println(show.Auth(local.Route{Auth: "JWT", Login: "login", Scopes: []string{"write"}})) // JWT login (write)
package show

import (
	"strings"

	"github.com/gatehouse-go/gatehouse/local"
)

// Auth is who may call a route, in a few words; "-" is everybody.
func Auth(r local.Route) string {
	text := map[string]string{"NONE": "-", "AWS_IAM": "IAM", "CUSTOM": "Lambda", "COGNITO_USER_POOLS": "Cognito"}[r.Auth]
	if text == "" {
		text = r.Auth
	}
	if r.Login != "" {
		text += " " + r.Login
	}
	if len(r.Scopes) > 0 {
		text += " (" + strings.Join(r.Scopes, ", ") + ")"
	}
	if r.APIKey {
		text = strings.TrimPrefix(text+" + API key", "- + ")
	}
	return text
}
