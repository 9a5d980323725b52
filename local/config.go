// What the server is told.

package local

import (
	"log/slog"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

// Config says what to serve, and how.
type Config struct {
	// Assembly is the folder of the cloud assembly, usually "cdk.out".
	Assembly string

	// Host is the address to listen on. Empty is "127.0.0.1": only this machine
	// can call.
	Host string

	// Port is that of the first API, in the order of their paths; the others
	// follow it. 0 lets the system choose.
	Port int

	// Hosts are further names by which requests may call this server, e.g. that
	// of a tunnel. Its addresses, "localhost" and "*.localhost" always may. A
	// web page that gives its own name this machine's address may not.
	Hosts []string

	// Project is the folder of the app. Lambda's Node and Python runtimes bring
	// the AWS SDK; here it is that of the project: @aws-sdk/* and @smithy/* in its
	// node_modules or those of the folders above, boto3 in its virtual environment
	// or installed for python3. Empty is the working directory. The folders above
	// the assembly are searched too.
	Project string

	// Environment is added to that of every function, and wins over what the
	// template has.
	Environment map[string]string

	// Credentials are those whose signatures routes with IAM authorization
	// accept: secrets by access key. Nil takes AWS_ACCESS_KEY_ID and
	// AWS_SECRET_ACCESS_KEY; without any, such routes refuse everybody.
	Credentials map[string]string

	// Keys are taken for those of every JWT issuer of the app, instead of what
	// the issuers publish. Nil, the default, asks the issuers. It is for tokens
	// made on this machine.
	Keys *jose.JSONWebKeySet

	// Workers is the most processes of one function at a time; 0 is 10.
	Workers int

	// SocketIdle is how long a WebSocket connection may be without a frame in
	// either direction, SocketLife how long it may last. 0 is what API Gateway
	// takes: 10 minutes and 2 hours. They are for tests.
	SocketIdle, SocketLife time.Duration

	// TraceBytes is what the traces of requests may take of memory, in bytes: see
	// [Server.Traces]. 0 is 64 MB; less than 0 records none.
	TraceBytes int

	// Console shows what the server decides, if it is not nil. It is not closed
	// with the server.
	Console *Console

	// Log receives a record for each request and each line that a function
	// logs. Nil drops them.
	Log *slog.Logger
}

// Context is context for awscdk.AppProps, so that functions are built for this
// machine instead of for Lambda.
func Context() map[string]any {
	return map[string]any{code.TargetContext: code.TargetHost}
}
