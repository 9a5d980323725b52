// Package connections sends messages to the clients of a WebSocket API, from a
// handler or from anywhere else. It links the AWS SDK; the router doesn't.
//
//	api, err := connections.FromRequest(ctx, req)
//	err = api.SendJSON(ctx, req.ConnectionID(), map[string]string{"hello": "you"})
//	if errors.Is(err, connections.ErrGone) {
//		// the client has left: forget the id
//	}
//
// The function needs the permission execute-api:ManageConnections.
package connections

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigatewaymanagementapi"
	"github.com/aws/aws-sdk-go-v2/service/apigatewaymanagementapi/types"

	"github.com/gatehouse-go/gatehouse/router"
)

// ErrGone says that a connection is closed.
var ErrGone = errors.New("connections: the connection is closed")

// ErrTooLarge says that a message is larger than 128 KB, which is the most that
// API Gateway takes (API Gateway developer guide, "Quotas for configuring and
// running a WebSocket API").
var ErrTooLarge = errors.New("connections: a message is 128 KB at most")

const maxMessage = 128 << 10

// An API is the management side of a stage of a WebSocket API. It may be used
// by any number of goroutines.
type API struct {
	client *apigatewaymanagementapi.Client
}

// New returns the API at an endpoint such as
// "https://id.execute-api.eu-west-1.amazonaws.com/prod". The settings are those
// of the environment, as everywhere in the SDK.
func New(ctx context.Context, endpoint string) (*API, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("connections: %w", err)
	}
	return FromConfig(cfg, endpoint), nil
}

// FromConfig returns the API at an endpoint, with settings of one's own.
//
// An endpoint may name credentials, as the local server's does:
// "http://key:secret@127.0.0.1:3000/v1". They go before those of the settings.
func FromConfig(cfg aws.Config, endpoint string) *API {
	if u, err := url.Parse(endpoint); err == nil && u.User != nil {
		secret, _ := u.User.Password()
		cfg.Credentials = credentials.NewStaticCredentialsProvider(u.User.Username(), secret, "")
		u.User = nil
		endpoint = u.String()
	}
	return &API{apigatewaymanagementapi.NewFromConfig(cfg, func(o *apigatewaymanagementapi.Options) { o.BaseEndpoint = &endpoint })}
}

// opened has the APIs that FromRequest opened, by endpoint: one for each stage.
var (
	opening sync.Mutex
	opened  = map[string]*API{}
)

// FromRequest returns the API of the stage that a WebSocket event came to. It
// opens the API of each stage once, for all messages that the function takes.
func FromRequest(ctx context.Context, req *router.Request) (*API, error) {
	endpoint, err := Endpoint(req)
	if err != nil {
		return nil, err
	}
	opening.Lock()
	defer opening.Unlock()
	if api := opened[endpoint]; api != nil {
		return api, nil
	}
	api, err := New(ctx, endpoint)
	if err != nil {
		return nil, err
	}
	opened[endpoint] = api
	return api, nil
}

// Endpoint returns the endpoint of the stage that a WebSocket event came to, as
// the variable [Env] has it, also by a custom domain. A function without the
// variable can only take the host and the stage of the event, which is wrong
// for a custom domain whose path is not the name of the stage.
func Endpoint(req *router.Request) (string, error) {
	if req.Kind() != router.WebSocketEvent || req.Domain() == "" {
		return "", errors.New("connections: the event is not from a WebSocket API")
	}
	if endpoint := endpointOf(req.Stage()); endpoint != "" {
		return endpoint, nil
	}
	return "https://" + req.Domain() + "/" + req.Stage(), nil
}

// Send sends a text to a connection. The error is ErrGone if it is closed.
func (a *API) Send(ctx context.Context, connectionID string, message []byte) error {
	if len(message) > maxMessage {
		return fmt.Errorf("%w, this one has %d bytes", ErrTooLarge, len(message))
	}
	if message == nil {
		message = []byte{} // the SDK takes nil for a field that was forgotten
	}
	_, err := a.client.PostToConnection(ctx, &apigatewaymanagementapi.PostToConnectionInput{ConnectionId: &connectionID, Data: message})
	return wrap("send", err)
}

// SendJSON sends a value as JSON to a connection.
func (a *API) SendJSON(ctx context.Context, connectionID string, v any) error {
	message, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("connections: encoding the message: %w", err)
	}
	return a.Send(ctx, connectionID, message)
}

// A Connection is what API Gateway knows about a connection.
type Connection struct {
	ConnectedAt, LastActiveAt time.Time
	SourceIP, UserAgent       string
}

// Get returns what is known about a connection. The error is ErrGone if it is
// closed.
func (a *API) Get(ctx context.Context, connectionID string) (*Connection, error) {
	out, err := a.client.GetConnection(ctx, &apigatewaymanagementapi.GetConnectionInput{ConnectionId: &connectionID})
	if err != nil {
		return nil, wrap("get", err)
	}
	c := &Connection{ConnectedAt: aws.ToTime(out.ConnectedAt), LastActiveAt: aws.ToTime(out.LastActiveAt)}
	if out.Identity != nil {
		c.SourceIP, c.UserAgent = aws.ToString(out.Identity.SourceIp), aws.ToString(out.Identity.UserAgent)
	}
	return c, nil
}

// Close closes a connection. The error is ErrGone if it is closed already.
func (a *API) Close(ctx context.Context, connectionID string) error {
	_, err := a.client.DeleteConnection(ctx, &apigatewaymanagementapi.DeleteConnectionInput{ConnectionId: &connectionID})
	return wrap("close", err)
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	if _, gone := errors.AsType[*types.GoneException](err); gone {
		return fmt.Errorf("%w: %w", ErrGone, err)
	}
	if _, large := errors.AsType[*types.PayloadTooLargeException](err); large {
		return fmt.Errorf("%w: %w", ErrTooLarge, err)
	}
	return fmt.Errorf("connections: %s: %w", what, err)
}
