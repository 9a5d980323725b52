// The rules of router.Typed in a schema derived from a Go type, so that gateway
// and function ask for the same.

package restapi

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/bind"
)

// withChecks adds to a type's schema what the tags of its fields say to
// router.Typed.
func withChecks(t reflect.Type, schema []byte) ([]byte, error) {
	var doc map[string]any
	if err := json.Unmarshal(schema, &doc); err != nil {
		return nil, err
	}
	if err := addChecks(t, doc); err != nil {
		return nil, err
	}
	return json.Marshal(doc)
}

func addChecks(t reflect.Type, doc map[string]any) error {
	switch t.Kind() {
	case reflect.Pointer:
		return addChecks(t.Elem(), doc)
	case reflect.Slice, reflect.Array:
		if items, ok := doc["items"].(map[string]any); ok {
			return addChecks(t.Elem(), items)
		}
	case reflect.Struct:
		return addFieldChecks(t, doc)
	}
	return nil
}

func addFieldChecks(t reflect.Type, doc map[string]any) error {
	properties, _ := doc["properties"].(map[string]any)
	var required []any
	if r, ok := doc["required"].([]any); ok {
		required = r
	}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			name = f.Name
		}
		property, ok := properties[name].(map[string]any)
		if !ok {
			continue
		}
		if elsewhere(f.Tag) {
			delete(properties, name)
			required = slices.DeleteFunc(required, func(r any) bool { return r == any(name) })
			continue
		}
		if err := addChecks(f.Type, property); err != nil {
			return err
		}
		must, err := addRules(f, property)
		if err != nil {
			return fmt.Errorf("schema of %v: field %s: %w", t, f.Name, err)
		}
		if must && !slices.Contains(required, any(name)) {
			required = append(required, name)
		}
	}
	delete(doc, "required")
	if len(required) > 0 {
		doc["required"] = required
	}
	return nil
}

// elsewhere reports whether a field comes from another part of the request.
func elsewhere(tag reflect.StructTag) bool {
	for _, key := range []string{"path", "query", "header", "cookie"} {
		if _, ok := tag.Lookup(key); ok {
			return true
		}
	}
	return false
}

// addRules writes the rules of a field's tag into its schema and reports whether
// the field must be there.
func addRules(f reflect.StructField, property map[string]any) (required bool, err error) {
	t := f.Type
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	target, list := property, t.Kind() == reflect.Slice || t.Kind() == reflect.Array
	if items, ok := property["items"].(map[string]any); ok && list {
		target = items // rules about single values hold for each element
	}
	for _, rule := range bind.RulesOf(f.Tag) {
		value := rule.Arg
		switch name := rule.Name; name {
		case "required":
			required = true
		case "min":
			target["minimum"] = json.Number(value)
		case "max":
			target["maximum"] = json.Number(value)
		case "minlen", "maxlen", "len":
			lengths(property, t.Kind(), name, value)
		case "enum":
			target["enum"] = enum(value, target["type"] == "string")
		case "format":
			target["format"] = value
		case "pattern":
			target["pattern"] = value
		default:
			return false, fmt.Errorf("rule %q of the tag check is unknown", name)
		}
	}
	return required, nil
}

func lengths(property map[string]any, kind reflect.Kind, rule, value string) {
	of := "Length"
	switch kind {
	case reflect.Slice, reflect.Array:
		of = "Items"
	case reflect.Map:
		of = "Properties"
	}
	if rule != "maxlen" {
		property["min"+of] = json.Number(value)
	}
	if rule != "minlen" {
		property["max"+of] = json.Number(value)
	}
}

// enum lists values, as strings or as JSON has them otherwise.
func enum(value string, text bool) []any {
	var out []any
	for v := range strings.SplitSeq(value, "|") {
		if text {
			out = append(out, v)
		} else {
			out = append(out, json.RawMessage(v))
		}
	}
	return out
}
