// Setting a value from its text.

package bind

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// A setter sets a value from its text. The problem it returns has no Loc.
type setter func(v reflect.Value, text string) *Problem

func setterFor(t reflect.Type) (setter, error) {
	if reflect.PointerTo(t).Implements(textUnmarshaler) {
		return setText, nil
	}
	if t == durationType {
		return setDuration, nil
	}
	switch t.Kind() {
	case reflect.String:
		return func(v reflect.Value, text string) *Problem { v.SetString(text); return nil }, nil
	case reflect.Bool:
		return setBool, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(v reflect.Value, text string) *Problem {
			n, err := strconv.ParseInt(text, 10, t.Bits())
			v.SetInt(n)
			return parsing(err, "int_parsing", "Input should be a valid integer")
		}, nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(v reflect.Value, text string) *Problem {
			n, err := strconv.ParseUint(text, 10, t.Bits())
			v.SetUint(n)
			return parsing(err, "int_parsing", "Input should be a valid integer, not negative")
		}, nil
	case reflect.Float32, reflect.Float64:
		return func(v reflect.Value, text string) *Problem {
			n, err := strconv.ParseFloat(text, t.Bits())
			if n-n != 0 && err == nil { // infinite, or no number
				err = errors.New("not finite")
			}
			v.SetFloat(n)
			return parsing(err, "float_parsing", "Input should be a valid number")
		}, nil
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return func(v reflect.Value, text string) *Problem { v.SetBytes([]byte(text)); return nil }, nil
		}
	}
	return nil, fmt.Errorf("a %v can't be read from a text: give it an UnmarshalText method", t)
}

func setText(v reflect.Value, text string) *Problem {
	u, ok := v.Addr().Interface().(encoding.TextUnmarshaler)
	if !ok {
		return &Problem{Type: "value_error", Message: "Input can't be read"}
	}
	kind, what := "value_error", "Input should be a valid value"
	if _, isTime := u.(*time.Time); isTime {
		kind, what = "datetime_parsing", "Input should be a valid datetime"
	}
	return parsing(u.UnmarshalText([]byte(text)), kind, what)
}

func setDuration(v reflect.Value, text string) *Problem {
	d, err := time.ParseDuration(text)
	v.SetInt(int64(d))
	return parsing(err, "time_delta_parsing", `Input should be a valid duration such as "1m30s"`)
}

// setBool accepts what pydantic accepts.
func setBool(v reflect.Value, text string) *Problem {
	switch strings.ToLower(text) {
	case "1", "true", "on", "t", "y", "yes":
		v.SetBool(true)
	case "0", "false", "off", "f", "n", "no":
		v.SetBool(false)
	default:
		return &Problem{Type: "bool_parsing", Message: "Input should be a valid boolean"}
	}
	return nil
}

func parsing(err error, kind, message string) *Problem {
	if err == nil {
		return nil
	}
	return &Problem{Type: kind, Message: message}
}
