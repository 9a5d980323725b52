// What schemas API Gateway gets.

package restapi_test

import (
	"encoding/json"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

type line struct {
	SKU    string `json:"sku" check:"required,pattern=^[a-z]+,[0-9]+$"`
	Amount *int   `json:"amount" check:"min=1,max=10"`
}

type free struct {
	Meta any             `json:"meta"`
	Raw  json.RawMessage `json:"raw"`
	List []any           `json:"list"`
}

type purchase struct {
	ID     string            `path:"id"`
	Page   int               `query:"page" check:"required"`
	Kind   string            `json:"kind" check:"required,enum=a|b"`
	Size   int               `json:"size,omitempty" check:"enum=1|2"`
	Mail   string            `json:"mail" check:"format=email,minlen=3,maxlen=80"`
	Lines  []line            `json:"lines" check:"required,minlen=1,maxlen=9"`
	Tags   []string          `json:"tags" check:"enum=x|y"`
	Labels map[string]string `json:"labels" check:"maxlen=2"`
	Hidden string            `json:"-"`
}

func TestSchemas(t *testing.T) {
	const draft = `"$schema":"http://json-schema.org/draft-04/schema#"`
	for name, tt := range map[string]struct {
		schema *restapi.Schema
		want   string
	}{
		"of a type": {restapi.SchemaOf[purchase](), `{` + draft + `,"properties":{` +
			`"kind":{"enum":["a","b"],"type":"string"},` +
			`"labels":{"additionalProperties":{"type":"string"},"maxProperties":2,"type":"object"},` +
			`"lines":{"items":{"properties":{"amount":{"maximum":10,"minimum":1,"type":"integer"},"sku":{"pattern":"^[a-z]+,[0-9]+$","type":"string"}},"required":["sku"],"type":"object"},"maxItems":9,"minItems":1,"type":"array"},` +
			`"mail":{"format":"email","maxLength":80,"minLength":3,"type":"string"},` +
			`"size":{"enum":[1,2],"type":"integer"},` +
			`"tags":{"items":{"enum":["x","y"],"type":"string"},"type":"array"}},` +
			`"required":["kind","lines"],"type":"object"}`},
		"of a list":   {restapi.SchemaOf[[]line](), `{` + draft + `,"items":{"properties":{"amount":{"maximum":10,"minimum":1,"type":"integer"},"sku":{"pattern":"^[a-z]+,[0-9]+$","type":"string"}},"required":["sku"],"type":"object"},"type":"array"}`},
		"of anything": {restapi.SchemaOf[free](), `{` + draft + `,"properties":{"list":{"items":{},"type":"array"},"meta":{},"raw":{}},"type":"object"}`},
		"true and false": {restapi.JSONSchema("a", `{"properties":{"a":true,"b":false},"additionalProperties":false,"not":{"anyOf":[false]}}`),
			`{` + draft + `,"additionalProperties":false,"not":{"anyOf":[{"not":{}}]},"properties":{"a":{},"b":{"not":{}}}}`},
		"null among values": {restapi.JSONSchema("a", `{"properties":{"a":{"enum":["x",null]},"b":{"const":null}}}`),
			`{` + draft + `,"properties":{"a":{"allOf":[{"anyOf":[{"type":"null"},{"enum":["x"]}]}]},"b":{"allOf":[{"anyOf":[{"type":"null"}]}]}}}`},
		"later limits": {restapi.JSONSchema("a", `{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1.5}`),
			`{` + draft + `,"exclusiveMaximum":true,"exclusiveMinimum":true,"maximum":1.5,"minimum":0,"type":"number"}`},
		"const": {restapi.JSONSchema("a", `{"const":{"if":1}}`), `{` + draft + `,"enum":[{"if":1}]}`},
		"properties with names of keywords": {restapi.JSONSchema("a", `{"properties":{"if":{"type":"string"},"const":{"const":1}}}`),
			`{` + draft + `,"properties":{"const":{"enum":[1]},"if":{"type":"string"}}}`},
		"definitions": {restapi.JSONSchema("a", `{"$id":"x","$ref":"#/$defs/b","$defs":{"b":{"type":"object"}}}`),
			`{"$ref":"#/definitions/b",` + draft + `,"definitions":{"b":{"type":"object"}}}`},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			restapi.New(stack, "Api", nil).Handle(restapi.Route{Key: "POST /a", Handler: create, Request: &restapi.Request{Body: tt.schema}})
			got, err := json.Marshal(synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::Model").Properties["Schema"])
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.want {
				t.Errorf("schema\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
