// AWS integrations with services: signed calls at an endpoint that the developer named.

package restapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"bytes"
)

// service is the target of an integration: the URI
// arn:aws:apigateway:{region}:{subdomain.}{service}:{path|action}/{rest}.
type service struct {
	region string
	name   string // e.g. "sqs"
	host   string // subdomain, if there is one
	action string // of "action/..."
	path   string // of "path/...", with a leading slash
}

func parseService(uri string) (*service, error) {
	parts := strings.SplitN(uri, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "apigateway" {
		return nil, fmt.Errorf("its URI %q has not the form arn:aws:apigateway:region:service:path/... or :action/...", uri)
	}
	s := &service{region: parts[3], name: parts[4]}
	if i := strings.LastIndexByte(s.name, '.'); i >= 0 {
		s.host, s.name = s.name[:i], s.name[i+1:]
	}
	switch kind, rest, _ := strings.Cut(parts[5], "/"); kind {
	case "action":
		s.action = rest
	case "path":
		s.path = "/" + strings.TrimPrefix(rest, "/")
	default:
		return nil, fmt.Errorf("its URI %q has neither path/ nor action/", uri)
	}
	return s, nil
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

// endpoint finds where a service is.
func (s *service) endpoint(getenv func(string) string) (*url.URL, error) {
	name := endpointNames[s.name]
	if name == "" {
		name = strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
	}
	variable := "AWS_ENDPOINT_URL_" + name
	text := getenv(variable)
	if text == "" {
		variable, text = "AWS_ENDPOINT_URL", getenv("AWS_ENDPOINT_URL")
	}
	if text == "" {
		return nil, fmt.Errorf("%s needs an endpoint: set AWS_ENDPOINT_URL_%s to an emulator's address, or to the service's own", s.name, name)
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("%s is %q, which is not a URL", variable, text)
	}
	return u, nil
}

// callService calls the service of a method's integration.
func (g *restAPI) callService(c *call, out *outgoing) (*answer, *failure) {
	s := c.method.service
	r, f := c.serviceRequest(s, out)
	if f != nil {
		return nil, f
	}
	endpoint, err := s.endpoint(g.host.Getenv)
	if err != nil {
		g.host.Warn(fmt.Sprintf("%s: it would have sent %s %s with %d bytes", c.method.Path, r.Method, r.URL.RequestURI(), len(out.body)))
		return nil, unable(c.method.Path + ": " + err.Error())
	}
	r.URL.Scheme, r.URL.Host = endpoint.Scheme, endpoint.Host
	r.URL.Path = strings.TrimSuffix(endpoint.Path, "/") + r.URL.Path
	ctx, cancel := context.WithTimeout(c.Context(), c.timeout())
	defer cancel()
	if err := s.sign(ctx, r, out.body, g.host.Getenv); err != nil {
		return nil, internal("%v", err)
	}
	response, err := g.host.Transport.RoundTrip(r.WithContext(ctx))
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			return nil, &failure{kind: integrationTimeout, reason: fmt.Sprintf("%s took longer than %v", s.name, c.timeout())}
		}
		return nil, &failure{kind: integrationFailure, reason: fmt.Sprintf("%s: %v", s.name, err)}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		return nil, internal("the answer of %s broke off or is larger than %d bytes", s.name, maxBody)
	}
	return c.respond(&backendAnswer{status: response.StatusCode, match: strconv.Itoa(response.StatusCode), header: response.Header,
		body: body})
}

// serviceRequest makes the request of a service call.
func (c *call) serviceRequest(s *service, out *outgoing) (*http.Request, *failure) {
	path, f := c.fill(s.path, out.path)
	if f != nil {
		return nil, f
	}
	query := url.Values{}
	for _, q := range out.query {
		query.Add(q[0], q[1])
	}
	h := c.gatewayHeaders(out)
	if s.action != "" {
		path = "/"
		p, isJSON := protocols[s.name]
		if isJSON && (len(out.body) > 0 || queryVersions[s.name] == "") {
			h["X-Amz-Target"] = []string{p.target + "." + s.action}
			h["Content-Type"] = []string{"application/x-amz-json-" + p.version}
		} else {
			query.Set("Action", s.action)
			if v := queryVersions[s.name]; v != "" {
				query.Set("Version", v)
			}
		}
	}
	before, raw, _ := strings.Cut(path, "?")
	if raw != "" {
		more, err := url.ParseQuery(raw)
		if err != nil {
			return nil, internal("the query of the URI: %v", err)
		}
		for name, values := range more {
			query[name] = append(query[name], values...)
		}
	}
	target := &url.URL{Scheme: "http", Host: "service", RawQuery: query.Encode()}
	target.Path, target.RawPath = before, ""
	if decoded, err := url.PathUnescape(before); err == nil {
		target.Path, target.RawPath = decoded, before
	}
	r, err := http.NewRequest(c.backendMethod(), target.String(), bytes.NewReader(out.body))
	if err != nil {
		return nil, internal("%v", err)
	}
	r.Header = h
	if host := sent(h, out.header); host != "" {
		r.Host = host
	} else {
		r.Host = ""
	}
	return r, nil
}

// sign signs a request with the developer's credentials; emulators take any.
func (s *service) sign(ctx context.Context, r *http.Request, body []byte, getenv func(string) string) error {
	credentials := aws.Credentials{
		AccessKeyID: getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"), SessionToken: getenv("AWS_SESSION_TOKEN"),
	}
	if credentials.AccessKeyID == "" {
		credentials.AccessKeyID, credentials.SecretAccessKey = "test", "test"
	}
	hash := sha256.Sum256(body)
	text := hex.EncodeToString(hash[:])
	r.Header["X-Amz-Content-Sha256"] = []string{text}
	return v4.NewSigner().SignHTTP(ctx, credentials, r, text, s.name, s.region, time.Now())
}
