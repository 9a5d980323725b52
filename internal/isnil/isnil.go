// Package isnil tells values of interfaces that hold nothing: users give a nil
// pointer as easily as nil.
package isnil

import "reflect"

// Any reports whether a value is nil, or an interface that holds nil.
func Any(v any) bool {
	if v == nil {
		return true
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Func, reflect.Slice, reflect.Chan:
		return r.IsNil()
	}
	return false
}
