// AWS integrations with services: signed calls at an endpoint that the developer
// named, for URIs that name the service and its action or path.

package service

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// Target is where the URI of an AWS integration leads:
// arn:aws:apigateway:{region}:{subdomain.}{service}:{path|action}/{rest}.
type Target struct {
	Region string
	Name   string // e.g. "sqs"
	Action string // of "action/..."
	Path   string // of "path/...", with a leading slash
}

// Parse takes a URI apart. An error says which form it must have.
func Parse(uri string) (*Target, error) {
	parts := strings.SplitN(uri, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "apigateway" {
		const form = "arn:aws:apigateway:region:service:"
		return nil, fmt.Errorf("its URI %q has neither the form %spath/NAME nor %saction/NAME", uri, form, form)
	}
	t := &Target{Region: parts[3], Name: parts[4]}
	t.Name = t.Name[strings.LastIndexByte(t.Name, '.')+1:]
	switch kind, rest, _ := strings.Cut(parts[5], "/"); kind {
	case "action":
		t.Action = rest
	case "path":
		t.Path = "/" + strings.TrimPrefix(rest, "/")
	default:
		return nil, fmt.Errorf("its URI %q has neither path/ nor action/", uri)
	}
	return t, nil
}

// protocol is how a service with X-Amz-Target is called.
type protocol struct{ target, version string }

// protocols has the services whose actions are JSON documents.
var protocols = map[string]protocol{
	"dynamodb": {"DynamoDB_20120810", "1.0"}, "states": {"AWSStepFunctions", "1.0"}, "events": {"AWSEvents", "1.1"},
	"kinesis": {"Kinesis_20131202", "1.1"}, "firehose": {"Firehose_20150804", "1.1"}, "logs": {"Logs_20140328", "1.1"},
	"ssm": {"AmazonSSM", "1.1"}, "secretsmanager": {"secretsmanager", "1.1"}, "cognito-idp": {"AWSCognitoIdentityProviderService", "1.1"},
	"athena": {"AmazonAthena", "1.1"}, "kms": {"TrentService", "1.1"},
}

// queryVersions has the API versions of services that take forms.
var queryVersions = map[string]string{
	"sqs": "2012-11-05", "sns": "2010-03-31", "ssm": "2014-11-06", "cloudformation": "2010-05-15", "sts": "2011-06-15",
	"iam": "2010-05-08", "ses": "2010-12-01", "email": "2010-12-01", "ec2": "2016-11-15", "monitoring": "2010-08-01",
}

// endpointNames are the names of services in AWS_ENDPOINT_URL_*, where they differ.
var endpointNames = map[string]string{"states": "SFN", "events": "EVENTBRIDGE", "email": "SES", "logs": "CLOUDWATCH_LOGS",
	"monitoring": "CLOUDWATCH"}

// Endpoint finds where the service is. Without an endpoint the error names the
// variable to set.
func (t *Target) Endpoint(getenv func(string) string) (*url.URL, error) {
	name := endpointNames[t.Name]
	if name == "" {
		name = strings.ToUpper(strings.ReplaceAll(t.Name, "-", "_"))
	}
	variable := "AWS_ENDPOINT_URL_" + name
	text := getenv(variable)
	if text == "" {
		variable, text = "AWS_ENDPOINT_URL", getenv("AWS_ENDPOINT_URL")
	}
	if text == "" {
		return nil, fmt.Errorf("%s needs an endpoint: set AWS_ENDPOINT_URL_%s to an emulator's address, or to the service's own", t.Name, name)
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("%s is %q, which is not a URL", variable, text)
	}
	return u, nil
}

// Request makes the request of a call. The path is the target's with its
// parameters filled in; actions have none. What an action is called by replaces
// Content-Type in the header.
func (t *Target) Request(method, path string, query url.Values, header http.Header, body []byte) (*http.Request, error) {
	if t.Action != "" {
		path = "/"
		p, isJSON := protocols[t.Name]
		if isJSON && (len(body) > 0 || queryVersions[t.Name] == "") {
			header["X-Amz-Target"] = []string{p.target + "." + t.Action}
			header["Content-Type"] = []string{"application/x-amz-json-" + p.version}
		} else {
			query.Set("Action", t.Action)
			if v := queryVersions[t.Name]; v != "" {
				query.Set("Version", v)
			}
		}
	}
	before, raw, _ := strings.Cut(path, "?")
	if raw != "" {
		more, err := url.ParseQuery(raw)
		if err != nil {
			return nil, fmt.Errorf("the query of the URI: %w", err)
		}
		for name, values := range more {
			query[name] = append(query[name], values...)
		}
	}
	to := &url.URL{Scheme: "http", Host: "service", RawQuery: query.Encode()}
	to.Path, to.RawPath = before, ""
	if decoded, err := url.PathUnescape(before); err == nil {
		to.Path, to.RawPath = decoded, before
	}
	r, err := http.NewRequest(method, to.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header, r.Host = header, ""
	return r, nil
}

// Send signs a request for the service and sends it to the endpoint.
func (t *Target) Send(ctx context.Context, to *url.URL, r *http.Request, body []byte, getenv func(string) string,
	by http.RoundTripper) (*http.Response, error) {
	r.URL.Scheme, r.URL.Host = to.Scheme, to.Host
	r.URL.Path = strings.TrimSuffix(to.Path, "/") + r.URL.Path
	if r.URL.RawPath != "" {
		r.URL.RawPath = strings.TrimSuffix(to.EscapedPath(), "/") + r.URL.RawPath
	}
	if err := t.sign(ctx, r, body, getenv); err != nil {
		return nil, err
	}
	return by.RoundTrip(r.WithContext(ctx))
}

// sign signs a request with the developer's credentials; emulators take any.
func (t *Target) sign(ctx context.Context, r *http.Request, body []byte, getenv func(string) string) error {
	credentials := aws.Credentials{
		AccessKeyID: getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"), SessionToken: getenv("AWS_SESSION_TOKEN"),
	}
	if credentials.AccessKeyID == "" {
		credentials.AccessKeyID, credentials.SecretAccessKey = "test", "test"
	}
	hash := sha256.Sum256(body)
	text := hex.EncodeToString(hash[:])
	r.Header["X-Amz-Content-Sha256"] = []string{text}
	return v4.NewSigner().SignHTTP(ctx, credentials, r, text, t.Name, t.Region, time.Now())
}
