// Schemas of request bodies: given as text, or derived from a Go type, in the
// draft of JSON Schema that API Gateway reads.

package restapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	derive "github.com/invopop/jsonschema"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatehouse-go/gatehouse/internal/synth/api"
)

// Schema is a JSON schema of request bodies. Make one with [SchemaOf] or
// [JSONSchema].
type Schema struct {
	name string
	text string // canonical
	err  string // what is wrong with it
}

// SchemaOf derives the schema of the bodies that encoding/json reads into a T.
// The tag check says what router.Typed checks too: `check:"required,maxlen=80"`;
// fields that come from elsewhere than the body (path, query, header, cookie)
// are left out. A tag such as `jsonschema:"description=a title"` says more (see
// github.com/invopop/jsonschema). A type that holds itself has no such schema.
func SchemaOf[T any]() *Schema {
	t := reflect.TypeFor[T]()
	s := &Schema{name: modelName(t)}
	if t.Name() == "" && t.Kind() == reflect.Struct {
		s.err = fmt.Sprintf("schema of %v: give the type a name, which the schema's derives from", t)
		return s
	}
	if why := unreadable(t, nil); why != "" {
		s.err = why
		return s
	}
	reflector := &derive.Reflector{Anonymous: true, DoNotReference: true, ExpandedStruct: t.Kind() == reflect.Struct,
		AllowAdditionalProperties: true, RequiredFromJSONSchemaTags: true}
	text, err := json.Marshal(reflector.ReflectFromType(t))
	if err == nil {
		text, err = withChecks(t, text)
	}
	if err != nil {
		s.err = err.Error()
		return s
	}
	s.check(text)
	return s
}

// JSONSchema is a schema as text. Its name tells the schemas of an API apart,
// in letters and digits.
func JSONSchema(name, text string) *Schema {
	s := &Schema{name: name}
	if text := api.ModelNameProblem(name); text != "" {
		s.err = fmt.Sprintf("schema %q: %s", name, text)
		return s
	}
	s.check([]byte(text))
	return s
}

var noModelName = regexp.MustCompile(`[^A-Za-z0-9]+`)

// modelName is the type's name as a model can have it: "todos.Todo" is
// todosTodo.
func modelName(t reflect.Type) string {
	return noModelName.ReplaceAllString(t.String(), "")
}

// unreadable says why there is no schema for a type: one that holds itself
// would need a reference, and functions and channels are not in JSON.
func unreadable(t reflect.Type, within []reflect.Type) string {
	if slices.Contains(within, t) {
		return fmt.Sprintf("schema of %v: the type holds itself, for which API Gateway has no schema: give a JSONSchema for it", t)
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return unreadable(t.Elem(), within)
	case reflect.Func, reflect.Chan, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		return fmt.Sprintf("schema of %v: such values are not in JSON", t)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if !f.IsExported() && !f.Anonymous || f.Tag.Get("json") == "-" {
				continue
			}
			if why := unreadable(f.Type, append(within, t)); why != "" {
				return why
			}
		}
	}
	return ""
}

// check brings a schema's text into the form that API Gateway reads, and
// compiles it.
func (s *Schema) check(text []byte) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var doc any
	if err := decoder.Decode(&doc); err != nil {
		s.err = fmt.Sprintf("schema %s is not valid JSON: %v", s.name, err)
		return
	}
	object, ok := doc.(map[string]any)
	if !ok {
		s.err = fmt.Sprintf(`schema %s is not a JSON schema: write an object, such as {"type": "object"}`, s.name)
		return
	}
	if unknown := toDraft4(object); len(unknown) > 0 {
		s.err = fmt.Sprintf("schema %s: API Gateway reads draft 4 of JSON Schema, which has no %s", s.name, strings.Join(unknown, ", "))
		return
	}
	object["$schema"] = draft4
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(jsonschema.SchemeURLLoader{}) // nothing is fetched
	const place = "schema.json"
	err := compiler.AddResource(place, plainNumbers(object))
	if err == nil {
		_, err = compiler.Compile(place)
	}
	if err != nil {
		s.err = fmt.Sprintf("schema %s is not a JSON schema of draft 4, which API Gateway reads: %s", s.name, firstLines(err))
		return
	}
	canonical, err := json.Marshal(object)
	if err != nil {
		s.err = err.Error()
		return
	}
	s.text = string(canonical)
}

const draft4 = "http://json-schema.org/draft-04/schema#"

func firstLines(err error) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(err.Error(), draft4, "draft 4")), " ")
}

// later are keywords that draft 4 doesn't have and would pass over in silence.
var later = []string{"if", "then", "else", "contains", "propertyNames", "prefixItems", "dependentRequired", "dependentSchemas",
	"unevaluatedItems", "unevaluatedProperties", "minContains", "maxContains", "$dynamicRef", "$recursiveRef", "$anchor"}

// toDraft4 writes what later drafts say in another way as draft 4 has it:
// exclusive limits, single values, definitions, and the schemas true and false.
// It returns keywords that
// have no other way.
func toDraft4(v any) (unknown []string) {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = asObject(v[i])
			unknown = append(unknown, toDraft4(v[i])...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if slices.Contains(later, name) {
				unknown = append(unknown, name)
			}
			switch name {
			case "enum", "const", "default", "examples": // values, not schemas
			case "properties", "patternProperties", "definitions", "$defs", "dependencies": // schemas by names of any kind
				named, _ := v[name].(map[string]any)
				for _, key := range slices.Sorted(maps.Keys(named)) {
					named[key] = asObject(named[key])
					unknown = append(unknown, toDraft4(named[key])...)
				}
			case "items", "not":
				v[name] = asObject(v[name])
				unknown = append(unknown, toDraft4(v[name])...)
			default:
				unknown = append(unknown, toDraft4(v[name])...)
			}
		}
		rename(v)
	}
	return unknown
}

// asObject returns a schema that is true or false as an object.
func asObject(schema any) any {
	switch schema {
	case true:
		return map[string]any{}
	case false:
		return map[string]any{"not": map[string]any{}}
	}
	return schema
}

// withoutNull writes a null among the values of an enumeration as a type: the
// CDK drops every null on the way into the template.
func withoutNull(v map[string]any) {
	values, _ := v["enum"].([]any)
	if !slices.ContainsFunc(values, isNull) {
		return
	}
	either := []any{map[string]any{"type": "null"}}
	if others := slices.DeleteFunc(values, isNull); len(others) > 0 {
		either = append(either, map[string]any{"enum": others})
	}
	delete(v, "enum")
	all, _ := v["allOf"].([]any)
	v["allOf"] = append(all, map[string]any{"anyOf": either})
}

func isNull(value any) bool { return value == nil }

func rename(v map[string]any) {
	for exclusive, limit := range map[string]string{"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"} {
		if n, number := v[exclusive].(json.Number); number {
			v[limit], v[exclusive] = n, true
		}
	}
	if value, single := v["const"]; single {
		v["enum"] = []any{value}
		delete(v, "const")
	}
	withoutNull(v)
	if defs, ok := v["$defs"]; ok {
		v["definitions"] = defs
		delete(v, "$defs")
	}
	if ref, ok := v["$ref"].(string); ok {
		v["$ref"] = strings.Replace(ref, "#/$defs/", "#/definitions/", 1)
	}
	delete(v, "$id")
}

// plainNumbers returns a schema as the compiler wants it, which is how
// encoding/json reads numbers by default kept exact.
func plainNumbers(doc any) any {
	text, err := json.Marshal(doc)
	if err != nil {
		return doc
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return doc
	}
	return out
}
