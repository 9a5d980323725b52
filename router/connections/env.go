// Where the connections are, as the construct of the API says it.

package connections

import (
	"context"
	"errors"
	"os"

	"github.com/gatehouse-go/gatehouse/internal/connectionsenv"
)

// Env is the environment variable with the endpoint. Functions of handlers of a
// WebSocket API have it; for others set it to the API's ConnectionsURL.
const Env = connectionsenv.Name

// FromEnv returns the API whose endpoint is in the variable Env. A function
// opens it once, for all messages that it takes.
func FromEnv(ctx context.Context) (*API, error) {
	endpoint := os.Getenv(Env)
	if endpoint == "" {
		return nil, errors.New("connections: the environment variable " + Env + " is not set: the function is no handler of a WebSocket API, or the API has NoConnections")
	}
	return New(ctx, endpoint)
}
