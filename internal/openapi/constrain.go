// The rules of the tag check as constraints of a schema.

package openapi

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Constrain adds a rule of the tag check to the schema of a value: to one, for the
// value itself, or to each, for an element of a list, which is the same for other
// values. kind is the type of each, which a reference does not show.
func Constrain(one, each *Schema, kind, rule, arg string) {
	switch rule {
	case "min":
		each.Minimum = number(arg, each.Minimum)
	case "max":
		each.Maximum = number(arg, each.Maximum)
	case "minlen", "maxlen", "len":
		constrainLength(one, rule, arg)
	case "enum":
		each.Enum, each.EnumNames = nil, nil
		for v := range strings.SplitSeq(arg, "|") {
			each.Enum = append(each.Enum, enumValue(v, kind))
		}
	case "format":
		each.Format = arg
	case "pattern":
		each.Pattern = arg
	}
}

// number writes a limit as JSON has it.
func number(text string, otherwise json.Number) json.Number {
	if json.Valid([]byte(text)) {
		return json.Number(text)
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return otherwise // a duration, which has another form in JSON
	}
	n, err := json.Marshal(f)
	if err != nil {
		return otherwise
	}
	return json.Number(n)
}

func enumValue(text, kind string) any {
	if kind == "integer" || kind == "number" || kind == "boolean" {
		var v any
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		if err := decoder.Decode(&v); err == nil {
			return v
		}
	}
	return text
}

func constrainLength(s *Schema, rule, arg string) {
	n, err := strconv.Atoi(arg)
	if err != nil || s.Encoding != "" {
		return // bytes are counted before they are written in base64
	}
	low, high := &s.MinLength, &s.MaxLength
	switch s.Type.Only() {
	case "array":
		low, high = &s.MinItems, &s.MaxItems
	case "object":
		low, high = &s.MinProperties, &s.MaxProperties
	}
	if rule != "maxlen" {
		*low = &n
	}
	if rule != "minlen" {
		*high = &n
	}
}
