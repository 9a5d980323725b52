// Arguments of macros and methods.

package vtl

import (
	"math/big"
	"slices"
)

// Velocity finds a method without parameters also for a call with arguments, and then
// fails to call it. A method that isn't there at all is null, so this makes a difference.

var noArguments = map[string][]string{
	"String": {
		"length", "isEmpty", "isBlank", "trim", "strip", "stripLeading", "stripTrailing", "toUpperCase", "toLowerCase", "intern",
		"toCharArray", "hashCode", "toString", "lines", "chars", "codePoints",
	},
	"number":  {"intValue", "longValue", "doubleValue", "floatValue", "shortValue", "byteValue", "hashCode", "toString"},
	"Double":  {"isNaN", "isInfinite"},
	"Boolean": {"booleanValue", "hashCode", "toString"},
	"list":    {"size", "isEmpty", "clear", "iterator", "hashCode", "toString"},
	"map":     {"size", "isEmpty", "clear", "keySet", "values", "entrySet", "hashCode", "toString"},
}

// checkArguments fails where Java would.
func (x *exec) checkArguments(v any, name string, args []any) {
	class := className(v)
	if isNumber(v) {
		class = "number"
	}
	if (slices.Contains(noArguments[class], name) || slices.Contains(noArguments[className(v)], name)) && !isStatic(v, name, args) {
		x.fail("IllegalArgumentException: %s() of a %s takes no arguments", name, class)
	}
	if name == "compareTo" && len(args) == 1 && className(args[0]) != className(v) {
		switch v.(type) {
		case string, bool, char, int32, int64, float64, *big.Int, *decimal:
			x.fail("ClassCastException: a %s can't be compared with a %s", className(v), className(args[0]))
		}
	}
}

// isStatic reports whether a class has a static method of the same name that takes the
// arguments, such as Integer.toString(int).
func isStatic(v any, name string, args []any) bool {
	switch name {
	case "toString", "hashCode", "isNaN", "isInfinite":
		switch v.(type) {
		case int32, bool:
			return len(args) <= 2 && className(args[0]) == className(v)
		case int64:
			return len(args) == 1 && isWhole(args[0])
		case float64:
			return len(args) == 1 && widens(args[0])
		}
	}
	return false
}

func isWhole(v any) bool {
	switch v.(type) {
	case int32, int64:
		return true
	}
	return false
}

// widens reports whether Java widens v to a double.
func widens(v any) bool {
	_, ok := v.(float64)
	return ok || isWhole(v)
}
