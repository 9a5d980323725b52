// Integrations without a backend.

package restapi

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// mock answers for an integration without a backend: what the request template gives
// says which status it would have had.
func (g *restAPI) mock(c *call, out *outgoing, step trace.Step) (*answer, *failure) {
	var said map[string]json.RawMessage
	if err := json.Unmarshal(strict(out.body), &said); err != nil {
		return nil, internal("what the template of a MOCK integration gives is no JSON object with a statusCode: %v", err)
	}
	status, err := strconv.Atoi(strings.Trim(string(said["statusCode"]), `"`))
	if err != nil {
		return nil, internal("what the template of a MOCK integration gives has no statusCode that is a number")
	}
	c.mock = true
	return c.respond(&backendAnswer{status: status, match: strconv.Itoa(status), header: http.Header{}}, step)
}

// lenient finds texts, in either quotes, and names without quotes.
var lenient = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[A-Za-z_$][\w$]*\s*:`)

// strict writes JSON whose names have no quotes, as the CDK's own preflight methods have
// them ({ statusCode: 200 }), or whose texts are in single quotes (assumed), as JSON.
func strict(text []byte) []byte {
	if json.Valid(text) {
		return text
	}
	return lenient.ReplaceAllFunc(text, func(match []byte) []byte {
		switch match[0] {
		case '"':
			return match
		case '\'':
			inner := strings.ReplaceAll(string(match[1:len(match)-1]), `\'`, `'`)
			return []byte(`"` + strings.ReplaceAll(inner, `"`, `\"`) + `"`)
		}
		name := strings.TrimRight(string(match[:len(match)-1]), " \t\r\n")
		return []byte(`"` + name + `":`)
	})
}
