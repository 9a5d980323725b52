// What a request must hold before it reaches its integration.

package restapi

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/body"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// Request says what a request must hold. One that does not gets status 400
// with what is wrong. Parameters of the path are always there: a path without
// them is another one.
type Request struct {
	// Body is the schema of the body, which is read as JSON whatever its content type says.
	// Default: any body, or none.
	Body *Schema

	// Query names parameters that the query must have. Default: none.
	Query []string

	// Headers names headers that there must be. Default: none.
	Headers []string
}

func (r *Request) clone() *Request {
	if r == nil {
		return nil
	}
	c := *r
	c.Query = slices.Clone(r.Query)
	c.Headers = slices.Clone(r.Headers)
	return &c
}

var parameterName = regexp.MustCompile(`^[A-Za-z0-9._$\-\[\]]+$`)

func (r *Request) problems() []string {
	if r == nil {
		return nil
	}
	var out []string
	switch {
	case r.Body == nil:
	case r.Body.err != "":
		out = append(out, r.Body.err)
	case r.Body.name == "":
		out = append(out, "Request.Body is an empty Schema: make one with restapi.JSONSchema or restapi.SchemaOf")
	}
	for _, list := range []struct {
		what  string
		names []string
	}{{"query parameter", r.Query}, {"header", r.Headers}} {
		for i, name := range list.names {
			switch {
			case !parameterName.MatchString(name):
				out = append(out, fmt.Sprintf("required %s %q: a name has letters, digits and -._$[]", list.what, name))
			case slices.Contains(list.names[:i], name):
				out = append(out, fmt.Sprintf("required %s %q is listed twice", list.what, name))
			}
		}
	}
	return out
}

// bodyless are the methods whose requests have no body. ANY is among them as it
// takes each of the others.
var bodyless = []string{"GET", "HEAD", "OPTIONS", "ANY"}

// checkRequests finds what is wrong with requests together with their routes,
// and schemas that differ under one name.
func checkRequests(p *plan.Plan, problem func(r *plan.Planned, format string, args ...any)) {
	byName := map[string]*plan.Planned{}
	for _, r := range p.Routes {
		request := requestOf(r)
		if request == nil || request.Body == nil || request.Body.err != "" {
			continue
		}
		if slices.Contains(bodyless, r.Key.Method) {
			problem(r, "has a schema for the body, which requests of method %s don't have: give the route a method such as POST, or require a "+
				"query parameter", r.Key.Method)
		}
		first := byName[request.Body.name]
		switch {
		case first == nil:
			byName[request.Body.name] = r
		case requestOf(first).Body.text != request.Body.text:
			problem(r, "schema %s differs from that of %q at %v: give each schema its own name", request.Body.name, first.Key, first.Pos)
		}
	}
}

func requestOf(r *plan.Planned) *Request {
	declared, _ := r.Declared.(Route)
	return declared.Request
}

// checks makes models and validators, each once.
type checks struct {
	scope      constructs.Construct
	api        awsapigateway.IRestApi
	definition *definition
	document   *body.Body // takes them; nil: they are resources
	made       map[string]*string
	named      map[string]bool // those in the definition, by what their ids would be
}

// model makes the model of a schema and returns its name.
func (c *checks) model(s *Schema) *string {
	id := "Model:" + s.name
	if c.document != nil {
		if !c.named[id] {
			c.named[id] = true
			c.document.Component("schemas", s.name, decoded(s.text))
		}
		return jsii.String(s.name)
	}
	if c.made[id] == nil {
		props := &awsapigateway.CfnModelProps{RestApiId: c.api.RestApiId(), ContentType: jsii.String("application/json"), Schema: decoded(s.text)}
		m := awsapigateway.NewCfnModel(c.scope, jsii.String(id), props)
		c.definition.add(m, id, props)
		c.made[id] = m.Ref()
	}
	return c.made[id]
}

func decoded(text string) (schema any) {
	if err := json.Unmarshal([]byte(text), &schema); err != nil {
		panic("restapi: " + err.Error()) // written by encoding/json
	}
	return schema
}

// validator makes what checks bodies, parameters, or both, and returns its id.
func (c *checks) validator(body, parameters bool) *string {
	var what []string
	if body {
		what = append(what, "body")
	}
	if parameters {
		what = append(what, "parameters")
	}
	name := strings.Join(what, " and ")
	id := "Validator:" + name
	if c.document != nil {
		c.named[id] = true
		c.document.Named("x-amazon-apigateway-request-validators", name,
			map[string]any{"validateRequestBody": body, "validateRequestParameters": parameters})
		return jsii.String(name)
	}
	if c.made[id] == nil {
		props := &awsapigateway.CfnRequestValidatorProps{
			RestApiId: c.api.RestApiId(), Name: jsii.String(name),
			ValidateRequestBody: body, ValidateRequestParameters: parameters,
		}
		v := awsapigateway.NewCfnRequestValidator(c.scope, jsii.String(id), props)
		c.definition.add(v, id, props)
		c.made[id] = v.Ref()
	}
	return c.made[id]
}

// apply sets on a method what its requests must hold. It declares parameters
// too, all those in optional and those that are required.
func (c *checks) apply(props *awsapigateway.CfnMethodProps, request *Request, optional []string) {
	parameters := map[string]any{}
	for _, name := range optional {
		parameters[name] = strings.HasPrefix(name, "method.request.path.")
	}
	if request != nil {
		for _, name := range request.Query {
			parameters["method.request.querystring."+name] = true
		}
		for _, name := range request.Headers {
			parameters["method.request.header."+name] = true
		}
		if request.Body != nil {
			model := c.model(request.Body)
			// A client that sends another content type would else pass unchecked.
			props.RequestModels = map[string]any{"application/json": model, "$default": model}
		}
		if required := len(request.Query)+len(request.Headers) > 0; required || request.Body != nil {
			props.RequestValidatorId = c.validator(request.Body != nil, required)
		}
	}
	if len(parameters) > 0 {
		props.RequestParameters = parameters
	}
}
