// Calls of AWS and of Cloudflare.

package cloudflare

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/awssign"
)

// services are where calls go.
type services struct {
	http     *http.Client
	api      string                                      // Cloudflare's
	endpoint func(service, region, suffix string) string // AWS's
	signer   func(service, region string) awssign.Signer
	pauses   []time.Duration // before a call is tried again
	token    string          // once it is read
}

func fromEnv() *services {
	return &services{
		http: &http.Client{Timeout: 20 * time.Second}, api: "https://api.cloudflare.com/client/v4",
		endpoint: func(service, region, suffix string) string {
			return fmt.Sprintf("https://%s.%s.%s", service, region, suffix)
		},
		signer: awssign.FromEnv, pauses: []time.Duration{200 * time.Millisecond, time.Second, 3 * time.Second, 0},
	}
}

// callError is an answer that refuses.
type callError struct {
	what   string
	status int
	code   string // of AWS: "ResourceNotFoundException"
	text   string
}

func (e *callError) Error() string {
	return fmt.Sprintf("cloudflare: %s: %d %s", e.what, e.status, strings.TrimSpace(e.code+" "+e.text))
}

func isMissing(err error) bool {
	e, ok := errors.AsType[*callError](err)
	return ok && (e.status == http.StatusNotFound || e.code == "ResourceNotFoundException")
}

func isInUse(err error) bool {
	e, ok := errors.AsType[*callError](err)
	return ok && e.code == "ResourceInUseException"
}

// again tries a call until it succeeds, is refused for good, or has been tried
// often enough.
func (s *services) again(ctx context.Context, call func() error) error {
	for _, pause := range s.pauses {
		err := call()
		if mayPass, ok := errors.AsType[passing](err); !ok || pause == 0 {
			if ok {
				return mayPass.error
			}
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
	return nil
}

// passing is an error that may not come again.
type passing struct{ error }

// judge marks an error of a status that may be another next time.
func judge(err *callError) error {
	if err.status == http.StatusTooManyRequests || err.status >= 500 || strings.Contains(err.code, "Throttling") {
		return passing{err}
	}
	return err
}

func (s *services) do(req *http.Request) (status int, text []byte, err error) {
	resp, err := s.http.Do(req)
	if err != nil {
		return 0, nil, passing{err}
	}
	defer resp.Body.Close()
	text, err = io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err != nil {
		return 0, nil, passing{err}
	}
	return resp.StatusCode, text, nil
}

// aws calls an action of a service with the protocol "JSON 1.1".
func (s *services) aws(ctx context.Context, p Properties, service, region, action string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return s.again(ctx, func() error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.endpoint(service, region, p.URLSuffix)+"/", bytes.NewReader(body))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/x-amz-json-1.1")
		req.Header.Set("X-Amz-Target", action)
		s.signer(service, region).Sign(req, body, time.Now())
		status, text, err := s.do(req)
		if err != nil {
			return err
		}
		if status >= 300 {
			var refusal struct {
				Type    string `json:"__type"`
				Message string `json:"message"`
			}
			_ = json.Unmarshal(text, &refusal) // what is no JSON has neither
			code := refusal.Type[strings.LastIndex(refusal.Type, "#")+1:]
			return judge(&callError{action, status, code, refusal.Message})
		}
		if out == nil {
			return nil
		}
		return json.Unmarshal(text, out)
	})
}

// readToken reads the API token.
func (s *services) readToken(ctx context.Context, p Properties) error {
	if s.token != "" {
		return nil
	}
	var err error
	if parts := strings.Split(p.Token, ":"); strings.HasPrefix(p.Token, "arn:") && len(parts) > 6 && parts[2] == "secretsmanager" {
		var out struct{ SecretString string }
		err = s.aws(ctx, p, "secretsmanager", parts[3], "secretsmanager.GetSecretValue", map[string]any{"SecretId": p.Token}, &out)
		s.token = strings.TrimSpace(out.SecretString)
	} else {
		var out struct{ Parameter struct{ Value string } }
		err = s.aws(ctx, p, "ssm", p.Region, "AmazonSSM.GetParameter", map[string]any{"Name": p.Token, "WithDecryption": true}, &out)
		s.token = strings.TrimSpace(out.Parameter.Value)
	}
	switch {
	case err != nil:
		return err
	case s.token == "" || strings.ContainsAny(s.token, "{}\r\n "):
		s.token = ""
		return fmt.Errorf("cloudflare: %s does not hold an API token, and nothing else", p.Token)
	}
	return nil
}

// cloudflare calls Cloudflare's API of a zone's records.
func (s *services) cloudflare(ctx context.Context, p Properties, method, path string, in, out any) error {
	if err := s.readToken(ctx, p); err != nil {
		return err
	}
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	return s.again(ctx, func() error {
		address := s.api + "/zones/" + url.PathEscape(p.Zone) + "/dns_records" + path
		req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "Bearer "+s.token)
		req.Header.Set("Content-Type", "application/json")
		status, text, err := s.do(req)
		if err != nil {
			return err
		}
		var answer struct {
			Success bool
			Errors  []struct {
				Code    int
				Message string
			}
			Result json.RawMessage
		}
		if err := json.Unmarshal(text, &answer); err != nil || status >= 300 || !answer.Success {
			var reasons []string
			for _, e := range answer.Errors {
				reasons = append(reasons, fmt.Sprintf("%s (%d)", e.Message, e.Code))
			}
			return judge(&callError{what: method + " records of zone " + p.Zone, status: max(status, 300), text: strings.Join(reasons, ", ")})
		}
		if out == nil {
			return nil
		}
		return json.Unmarshal(answer.Result, out)
	})
}
