// Integrations without a backend.

package restapi

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// mock answers for an integration without a backend: what the request template gives
// says which status it would have had.
func (g *restAPI) mock(c *call, out *outgoing) (*answer, *failure) {
	var said struct{ StatusCode json.Number }
	if err := json.Unmarshal(out.body, &said); err != nil {
		return nil, internal("what the template of a MOCK integration gives is no JSON object with a statusCode: %v", err)
	}
	status, err := strconv.Atoi(said.StatusCode.String())
	if err != nil {
		return nil, internal("what the template of a MOCK integration gives has no statusCode that is a number")
	}
	c.mock = true
	return c.respond(&backendAnswer{status: status, match: strconv.Itoa(status), header: http.Header{}})
}
