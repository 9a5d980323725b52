// Models of an API, compiled once, and bodies held against them.

package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Set holds the models of an API, each compiled when it is first asked for.
type Set struct {
	texts map[string]json.RawMessage

	mu       sync.Mutex
	compiled map[string]*jsonschema.Schema
	failed   map[string]error
}

// New returns the set of these models, by name.
func New(texts map[string]json.RawMessage) *Set {
	return &Set{texts: texts, compiled: map[string]*jsonschema.Schema{}, failed: map[string]error{}}
}

// Check says why a model can't be used, or nil.
func (s *Set) Check(name string) error {
	if s.everyAPIHas(name) {
		return nil
	}
	_, err := s.schema(name)
	return err
}

func (s *Set) everyAPIHas(name string) bool {
	return s.texts[name] == nil && (name == "Empty" || name == "Error")
}

// Validate says why a body does not fit a model, or nil. The text has one line.
func (s *Set) Validate(name string, body []byte) error {
	if s.everyAPIHas(name) {
		return nil
	}
	schema, err := s.schema(name)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return errors.New("the body is not JSON")
	}
	if err := schema.Validate(bounded(value)); err != nil {
		return errors.New(oneLine(err))
	}
	return nil
}

func (s *Set) schema(name string) (*jsonschema.Schema, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if schema := s.compiled[name]; schema != nil {
		return schema, nil
	}
	if err := s.failed[name]; err != nil {
		return nil, err
	}
	schema, err := s.compile(name)
	if err != nil {
		s.failed[name] = err
		return nil, err
	}
	s.compiled[name] = schema
	return schema, nil
}

// base is the address under which models refer to each other here.
const base = "gatehouse:///models/"

func (s *Set) compile(name string) (*jsonschema.Schema, error) {
	if s.texts[name] == nil {
		return nil, fmt.Errorf("there is no model %q", name)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft4)
	c.UseLoader(nothing{})
	for other, text := range s.texts {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("model %s: %w", other, err)
		}
		if err := c.AddResource(base+other, ours(bounded(document))); err != nil {
			return nil, fmt.Errorf("model %s: %w", other, err)
		}
	}
	return c.Compile(base + name)
}

// nothing loads no other schemas: neither files nor URLs.
type nothing struct{}

func (nothing) Load(url string) (any, error) { return nil, errors.New("it refers to " + url) }

// ours rewrites references to models, and leaves out what names another draft or
// address, and format, which API Gateway does not check (recorded in 2024).
func ours(schema any) any {
	object, ok := schema.(map[string]any)
	if !ok {
		return each(schema, ours)
	}
	out := make(map[string]any, len(object))
	for key, value := range object {
		text, isText := value.(string)
		switch key {
		case "$schema", "id", "format":
			continue
		case "$ref":
			if i := strings.LastIndex(text, "/models/"); isText && i >= 0 && strings.Contains(text, "://") {
				value = base + text[i+len("/models/"):]
			}
		case "enum", "default": // values, which may look like schemas
		case "properties", "patternProperties", "definitions", "dependencies": // their names are the user's own
			value = each(value, ours)
		default:
			value = ours(value)
		}
		out[key] = value
	}
	return out
}

// each applies a function to what a value consists of.
func each(value any, do func(any) any) any {
	switch value := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(value))
		for key, one := range value {
			out[key] = do(one)
		}
		return out
	case []any:
		out := make([]any, len(value))
		for i, one := range value {
			out[i] = do(one)
		}
		return out
	}
	return value
}

// maxExponent bounds the numbers that are compared: a larger one takes megabytes, or is
// none to the validator.
const maxExponent = 400

// bounded puts 1e400 and 1e-400 in the place of numbers beyond, with their sign.
func bounded(value any) any {
	number, ok := value.(json.Number)
	if !ok {
		return each(value, bounded)
	}
	mantissa, exponent, found := strings.Cut(strings.ToLower(number.String()), "e")
	n, err := strconv.Atoi(exponent)
	if !found || err == nil && n <= maxExponent && n >= -maxExponent {
		return value
	}
	sign := ""
	if strings.HasPrefix(mantissa, "-") {
		sign = "-"
	}
	switch {
	case strings.Trim(mantissa, "-0.") == "":
		return json.Number("0")
	case strings.HasPrefix(exponent, "-"):
		return json.Number(sign + "1e-400")
	}
	return json.Number(sign + "1e400")
}

// oneLine is what the validator found, without the schema's address.
func oneLine(err error) string {
	first, found, ok := strings.Cut(err.Error(), "\n")
	if !ok {
		found = first
	}
	var list []string
	for line := range strings.SplitSeq(found, "\n") {
		list = append(list, strings.TrimPrefix(strings.TrimSpace(line), "- "))
	}
	return strings.Join(list, ", ")
}
