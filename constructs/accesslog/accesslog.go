// The settings of an access log.

package accesslog

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"

	"github.com/gatehouse-go/gatehouse/internal/synth/loggroup"
)

// Config holds the settings of an access log. The zero value of each field
// means its default.
type Config struct {
	// Off makes no access log.
	Off bool

	// RetentionDays is how long CloudWatch keeps the log, in days: 1, 3, 5, 7,
	// 14, 30, 60, 90 and so on, as CloudWatch has them; [Forever] keeps it.
	// Default: 30.
	RetentionDays int

	// Format is what a line holds: text with $context variables, of which one
	// is $context.requestId, or [CLF]. Default: JSON with the fields that the
	// package lists.
	Format string

	// Fields are added to the default JSON. Default: none.
	Fields []Field

	// Group is a log group of your own, which keeps what it keeps. Give one
	// whose name begins with "/aws/vendedlogs/" if the account has very many
	// HTTP APIs: API Gateway writes each other group into one policy of the
	// account, which holds 5,120 characters. Default: a new one, which is
	// removed with its stack.
	Group awslogs.ILogGroup

	// Firehose is the ARN of a Firehose stream that gets the log instead of
	// CloudWatch. Its name begins with "amazon-apigateway-". REST APIs only.
	// Default: none.
	Firehose string
}

// Field is a field of a line of JSON.
type Field struct {
	// Name has letters, digits and "_", so that queries can name it as it is.
	Name string

	// Value is what is logged, as text: a variable such as
	// "$context.authorizer.tenant", or something else with or without one.
	Value string
}

// Forever as RetentionDays keeps logs until somebody deletes them.
const Forever = loggroup.Forever

// CLF as Format is the Common Log Format of web servers, with the request's ids
// at the end.
const CLF = "CLF"

// Clone returns a copy; nil for nil.
func (c *Config) Clone() *Config {
	if c == nil {
		return nil
	}
	out := *c
	out.Fields = slices.Clone(c.Fields)
	return &out
}
