// Where functions find the connections of WebSocket APIs on this machine.

package local

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/connectionsenv"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

// tellEndpoints puts the addresses of this server, with credentials that
// @connections takes, into the variable by which constructs tell functions where
// connections are. So functions need no credentials of AWS to send to them.
func (s *Server) tellEndpoints(app *assembly.App) {
	var pairs []string
	for _, api := range app.APIs {
		to, err := url.Parse(s.doors.URL(api.Path))
		if api.Kind != assembly.WebSocket || err != nil {
			continue // a listener's address can be parsed
		}
		to.User = url.UserPassword(s.hub.Key, s.hub.Secret)
		pairs = append(pairs, fmt.Sprintf("https://%s.execute-api.%s.amazonaws.com", api.ID, api.Region), to.String())
	}
	for _, domain := range app.Domains { // of APIs whose own endpoint is off
		to, err := url.Parse(s.doors.URL(domain.Name))
		if err != nil {
			continue
		}
		to.User = url.UserPassword(s.hub.Key, s.hub.Secret)
		pairs = append(pairs, "https://"+domain.Name, to.String())
	}
	here := strings.NewReplacer(pairs...)
	for _, f := range app.Functions {
		if value, ok := f.Environment[connectionsenv.Name]; ok {
			f.Environment[connectionsenv.Name] = here.Replace(value)
		}
	}
}
