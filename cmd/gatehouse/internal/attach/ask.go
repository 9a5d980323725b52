// Requests to the console's API.

package attach

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Refused is what the console answers to a request that it does not take.
type Refused struct {
	Status int
	Text   string
}

func (e *Refused) Error() string { return e.Text }

// answered reports whether an error is one that the console itself sent, to who
// has its token.
func answered(err error) bool {
	refused, ok := errors.AsType[*Refused](err)
	return ok && refused.Status != http.StatusUnauthorized && refused.Status != http.StatusForbidden
}

// maxAnswer is the most bytes that are read of an answer.
const maxAnswer = 64 << 20

var client = &http.Client{Transport: &http.Transport{Proxy: nil, DisableCompression: true}}

// Ask sends a request and returns the body of the answer. A body that is not nil
// is sent as JSON. An error is *Refused if the console answered with one.
func (c *Console) Ask(ctx context.Context, method, path string, body any) ([]byte, error) {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://"+c.Address+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+c.Token)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	response, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 400 {
		var problem struct{ Error string }
		if json.Unmarshal(answer, &problem) != nil || problem.Error == "" {
			problem.Error = fmt.Sprintf("%s %s: %s", method, path, response.Status)
		}
		return nil, &Refused{response.StatusCode, problem.Error}
	}
	return answer, nil
}
