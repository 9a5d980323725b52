// A request that somebody composes: POST /api/call.

package console

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Call is the body of POST /api/call.
type Call struct {
	API        string      `json:"api"`     // construct path
	Stage      string      `json:"stage"`   // empty is the first one
	Method     string      `json:"method"`  // empty is GET
	Path       string      `json:"path"`    // and query, after the stage
	Headers    [][2]string `json:"headers"` // names and values
	Body       *string     `json:"body"`
	BodyBase64 string      `json:"bodyBase64"` // instead of Body, for what is not UTF-8
	APIKey     string      `json:"apiKey"`     // name of an API key to send
	Token      *TokenAsked `json:"token"`      // of a token to send; not with an Authorization header
}

func encoded(body []byte) string { return base64.StdEncoding.EncodeToString(body) }

// call composes and sends a request.
func (c *Console) call(r *http.Request) (any, error) {
	var asked Call
	if err := read(r, &asked); err != nil {
		return nil, err
	}
	server, err := c.serving()
	if err != nil {
		return nil, err
	}
	m, err := c.compose(server, asked)
	if err != nil {
		return nil, err
	}
	return c.send(r.Context(), server, m)
}

// compose makes the request that is asked for.
func (c *Console) compose(server Server, asked Call) (m outgoing, err error) {
	api, err := apiOf(server, asked.API)
	if err != nil {
		return m, err
	}
	if api.Kind == "websocket" {
		return m, refuse(http.StatusBadRequest, "%s is a WebSocket API: connect to it with POST /api/connections", api.Path)
	}
	at, err := stageURL(api, asked.Stage)
	if err != nil {
		return m, err
	}
	m.method, m.header = cmp.Or(asked.Method, http.MethodGet), http.Header{}
	m.address, m.target = at.Scheme+"://"+at.Host, strings.TrimSuffix(at.Path, "/")+asked.Path
	if !strings.HasPrefix(asked.Path, "/") {
		return m, refuse(http.StatusBadRequest, "the path %s does not begin with \"/\"", quoted(asked.Path))
	}
	if m.body, err = bodyOf(asked.Body, asked.BodyBase64); err != nil {
		return m, err
	}
	if err := addHeaders(&m, asked.Headers); err != nil {
		return m, err
	}
	return m, c.addCredentials(server, api, &m, asked.APIKey, asked.Token)
}

// addHeaders adds header fields; Host is the request's own.
func addHeaders(m *outgoing, fields [][2]string) error {
	for _, field := range fields {
		if !validName(field[0]) || strings.ContainsAny(field[1], "\r\n\x00") {
			return refuse(http.StatusBadRequest, "%s is not a header: a name has no blanks or separators, a value is one line",
				quoted(field[0]+": "+field[1]))
		}
		if strings.EqualFold(field[0], "Host") {
			m.host = field[1]
			continue
		}
		m.header.Add(field[0], field[1])
	}
	return nil
}

func validName(name string) bool {
	return name != "" && strings.IndexFunc(name, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"(),/:;<=>?@[\\]{}", r)
	}) < 0
}

// addCredentials adds an API key and a token.
func (c *Console) addCredentials(server Server, api *API, m *outgoing, key string, asked *TokenAsked) error {
	if key != "" {
		value, ok := server.KeyValue(api.Path, key)
		if !ok {
			return refuse(http.StatusBadRequest, "%s has no API key %s; it has: %s", api.Path, quoted(key), listed(api.Keys))
		}
		m.header.Set("X-Api-Key", value)
	}
	if asked == nil {
		return nil
	}
	asked.API = cmp.Or(asked.API, api.Path)
	token, issuer, err := c.sign(server, *asked)
	if err != nil {
		return err
	}
	for _, source := range issuer.Sources {
		if _, name, ok := strings.Cut(source, "querystring."); ok {
			separator := "?"
			if strings.Contains(m.target, "?") {
				separator = "&"
			}
			m.target += separator + url.QueryEscape(name) + "=" + url.QueryEscape(token)
			return nil
		}
		if _, name, ok := strings.Cut(source, "header."); ok {
			m.header.Set(name, "Bearer "+token)
			return nil
		}
	}
	m.header.Set("Authorization", "Bearer "+token)
	return nil
}

// apiOf finds an API by its construct path.
func apiOf(server Server, path string) (*API, error) {
	apis, _ := server.Describe()
	var paths []string
	for i, api := range apis {
		if api.Path == path {
			if api.Reason != "" {
				return nil, refuse(http.StatusConflict, "%s is not served: %s", path, api.Reason)
			}
			return &apis[i], nil
		}
		paths = append(paths, api.Path)
	}
	return nil, refuse(http.StatusNotFound, "there is no API %s; there are: %s", quoted(path), listed(paths))
}

// stageURL is the address of a stage; an empty name is the first.
func stageURL(api *API, name string) (*url.URL, error) {
	at := api.URL
	if name != "" {
		i := slices.IndexFunc(api.Stages, func(s Stage) bool { return s.Name == name })
		if i < 0 {
			var names []string
			for _, s := range api.Stages {
				names = append(names, s.Name)
			}
			return nil, refuse(http.StatusNotFound, "%s has no stage %s; it has: %s", api.Path, quoted(name), listed(names))
		}
		at = api.Stages[i].URL
	}
	if at == "" {
		return nil, refuse(http.StatusConflict, "stage %s of %s is reached by a custom domain only: send a Host header", quoted(name), api.Path)
	}
	to, err := url.Parse(at)
	if err != nil {
		return nil, err
	}
	return to, nil
}

// bodyOf reads a body that is given as text or in base64.
func bodyOf(text *string, in64 string) ([]byte, error) {
	switch {
	case text != nil && in64 != "":
		return nil, refuse(http.StatusBadRequest, "the request has body and bodyBase64: give one of them")
	case text != nil:
		return []byte(*text), nil
	}
	body, err := base64.StdEncoding.DecodeString(in64)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "bodyBase64 is not base64: %v", err)
	}
	return body, nil
}

// listed writes names into a message.
func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
