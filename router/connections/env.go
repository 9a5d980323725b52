// Where the connections are, as the construct of the API says it.

package connections

import (
	"context"
	"errors"
	"os"

	"github.com/gatehouse-go/gatehouse/internal/connectionsenv"
)

// Env is the environment variable that says where the connections are.
// Functions of handlers of a WebSocket API have it, with the endpoint of each
// stage; for others set it to the API's ConnectionsURL.
const Env = connectionsenv.Name

// FromEnv returns the API whose endpoint is in the variable Env. A function
// opens it once, for all messages that it takes. One that serves several stages
// has several endpoints: FromRequest takes that of the stage which a message
// came to.
func FromEnv(ctx context.Context) (*API, error) {
	urls := connectionsenv.Parse(os.Getenv(Env))
	switch len(urls) {
	case 0:
		return nil, errors.New("connections: the environment variable " + Env + " is not set: " +
			"the function does not handle a WebSocket API, or the API has NoConnections")
	case 1:
		return New(ctx, urls[0].URL)
	}
	return nil, errors.New("connections: the API has several stages, each with connections of its own: use FromRequest")
}

// endpointOf returns the endpoint of a stage that Env names; "" if it doesn't.
func endpointOf(stage string) string {
	for _, u := range connectionsenv.Parse(os.Getenv(Env)) {
		if u.Stage == stage && stage != "" {
			return u.URL
		}
	}
	return ""
}
