// Schemas that are found, bounded, or refused.

package model_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/local/internal/model"
)

func Example() {
	models := model.New(map[string]json.RawMessage{
		"Item":  json.RawMessage(`{"type": "object", "required": ["id"]}`),
		"Items": json.RawMessage(`{"type": "array", "items": {"$ref": "https://apigateway.amazonaws.com/restapis/abc/models/Item"}}`),
	})
	fmt.Println(models.Validate("Items", []byte(`[{"id": 1}]`)))
	fmt.Println(models.Validate("Items", []byte(`[{}]`)))
	// Output:
	// <nil>
	// at '/0': missing property 'id'
}

// Numbers that are too large to be compared must not end the server, nor keep it busy.
func TestNumbersWithoutBounds(t *testing.T) {
	models := model.New(map[string]json.RawMessage{
		"N": json.RawMessage(`{"items": {"type": "number", "minimum": 0, "maximum": 1e500, "multipleOf": 0.5}, "uniqueItems": true}`),
		"I": json.RawMessage(`{"type": "integer"}`), "E": json.RawMessage(`{"enum": [1]}`),
	})
	for body, fits := range map[string]bool{
		`[1e999999999, 0e999999999999999999999]`: true, `[-1e999999999]`: false, `[1e-999999999]`: false, `[1.5, 1E+2]`: true,
		"[" + strings.Repeat("1e999999,", 1000) + "1]": false, // not unique
	} {
		if err := models.Validate("N", []byte(body)); (err == nil) != fits {
			t.Errorf("%.40s: %v", body, err)
		}
	}
	for body, fits := range map[string]bool{"1e999999999": true, "1e-999999999": false} {
		if err := models.Validate("I", []byte(body)); (err == nil) != fits {
			t.Errorf("integer %s: %v", body, err)
		}
		if err := models.Validate("E", []byte(body)); err == nil {
			t.Errorf("%s is 1", body)
		}
	}
}

// What looks like a keyword is none in values and in names of properties.
func TestNamesAndValuesAreNoKeywords(t *testing.T) {
	models := model.New(map[string]json.RawMessage{
		"Enum": json.RawMessage(`{"id": "x", "enum": [{"id": "a", "format": "b"}, {"$ref": "https://x/models/Y"}]}`),
		"Names": json.RawMessage(`{"$schema": "http://json-schema.org/draft-07/schema#", "additionalProperties": false,
			"properties": {"$schema": {"type": "string"}, "id": {}, "format": {}, "enum": {"format": "email"}}, "required": ["$schema"]}`),
	})
	for name, bodies := range map[string]map[string]bool{
		"Enum":  {`{"id":"a","format":"b"}`: true, `{"$ref":"https://x/models/Y"}`: true, `{}`: false},
		"Names": {`{"$schema":"a","id":1,"format":2,"enum":"no address"}`: true, `{"$schema":1}`: false, `{"$schema":"a","other":1}`: false},
	} {
		for body, fits := range bodies {
			if err := models.Validate(name, []byte(body)); (err == nil) != fits {
				t.Errorf("%s %s: %v", name, body, err)
			}
		}
	}
}

// A schema reads no files.
func TestSchemasLoadNothing(t *testing.T) {
	for _, ref := range []string{"file:///etc/passwd", "http://localhost/x", "other"} {
		models := model.New(map[string]json.RawMessage{"M": json.RawMessage(`{"$ref": "` + ref + `"}`)})
		if err := models.Check("M"); err == nil || !strings.Contains(err.Error(), "refers to") {
			t.Errorf("%s: %v", ref, err)
		}
	}
}
