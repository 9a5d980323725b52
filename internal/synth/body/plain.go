// From properties of the CDK's resources to JSON.

package body

import (
	"reflect"
	"strings"
)

// Plain returns a value of the CDK's properties as JSON: what pointers point to,
// objects with lower first letters for structs, without what is not set. What
// only the CDK knows, such as a token, stays as it is.
func Plain(v any) any {
	if v == nil {
		return nil
	}
	return plain(reflect.ValueOf(v))
}

func plain(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		if v.Elem().Kind() == reflect.Struct && !isProperties(v.Elem().Type()) {
			return v.Interface()
		}
		return plain(v.Elem())
	case reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return plain(v.Elem())
	case reflect.Struct:
		if !isProperties(v.Type()) {
			return v.Interface()
		}
		out := Object{}
		for field, value := range v.Fields() {
			if p := plain(value); p != nil {
				out[lowerFirst(field.Name)] = p
			}
		}
		return out
	case reflect.Map:
		if v.IsNil() {
			return nil
		}
		out := Object{}
		for _, key := range v.MapKeys() {
			out[key.String()] = plain(v.MapIndex(key))
		}
		return out
	case reflect.Slice:
		if v.IsNil() {
			return nil
		}
		out := []any{}
		for i := range v.Len() {
			out = append(out, plain(v.Index(i)))
		}
		return out
	}
	return v.Interface()
}

// isProperties reports whether a struct holds properties: its fields are exported.
// Those that stand for objects of the CDK's process have none.
func isProperties(t reflect.Type) bool {
	return t.NumField() > 0 && t.Field(0).IsExported() && !strings.HasPrefix(t.Name(), "jsiiProxy_")
}

func lowerFirst(name string) string { return strings.ToLower(name[:1]) + name[1:] }
