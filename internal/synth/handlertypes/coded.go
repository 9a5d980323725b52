// Types that stand for those with a form of their own in text or JSON. What
// the user's methods read is not known here, so these read anything.

package handlertypes

import "reflect"

type (
	textString string
	textBool   bool
	textInt    int64
	textUint   uint64
	textFloat  float64
	textSlice  []byte
	textMap    map[string]string
	textStruct struct{}
)

func (*textString) UnmarshalText([]byte) error { return nil }
func (*textBool) UnmarshalText([]byte) error   { return nil }
func (*textInt) UnmarshalText([]byte) error    { return nil }
func (*textUint) UnmarshalText([]byte) error   { return nil }
func (*textFloat) UnmarshalText([]byte) error  { return nil }
func (*textSlice) UnmarshalText([]byte) error  { return nil }
func (*textMap) UnmarshalText([]byte) error    { return nil }
func (*textStruct) UnmarshalText([]byte) error { return nil }

func (textString) MarshalText() ([]byte, error) { return nil, nil }
func (textBool) MarshalText() ([]byte, error)   { return nil, nil }
func (textInt) MarshalText() ([]byte, error)    { return nil, nil }
func (textUint) MarshalText() ([]byte, error)   { return nil, nil }
func (textFloat) MarshalText() ([]byte, error)  { return nil, nil }
func (textSlice) MarshalText() ([]byte, error)  { return nil, nil }
func (textMap) MarshalText() ([]byte, error)    { return nil, nil }
func (textStruct) MarshalText() ([]byte, error) { return nil, nil }

var texts = map[reflect.Kind]reflect.Type{
	reflect.String: reflect.TypeFor[textString](), reflect.Bool: reflect.TypeFor[textBool](),
	reflect.Int64: reflect.TypeFor[textInt](), reflect.Uint64: reflect.TypeFor[textUint](), reflect.Float64: reflect.TypeFor[textFloat](),
	reflect.Slice: reflect.TypeFor[textSlice](), reflect.Map: reflect.TypeFor[textMap](),
}

type (
	jsonString string
	jsonBool   bool
	jsonInt    int64
	jsonUint   uint64
	jsonFloat  float64
	jsonSlice  []any
	jsonMap    map[string]any
	jsonStruct struct{}
)

func (*jsonString) UnmarshalJSON([]byte) error { return nil }
func (*jsonBool) UnmarshalJSON([]byte) error   { return nil }
func (*jsonInt) UnmarshalJSON([]byte) error    { return nil }
func (*jsonUint) UnmarshalJSON([]byte) error   { return nil }
func (*jsonFloat) UnmarshalJSON([]byte) error  { return nil }
func (*jsonSlice) UnmarshalJSON([]byte) error  { return nil }
func (*jsonMap) UnmarshalJSON([]byte) error    { return nil }
func (*jsonStruct) UnmarshalJSON([]byte) error { return nil }

func (jsonString) MarshalJSON() ([]byte, error) { return nil, nil }
func (jsonBool) MarshalJSON() ([]byte, error)   { return nil, nil }
func (jsonInt) MarshalJSON() ([]byte, error)    { return nil, nil }
func (jsonUint) MarshalJSON() ([]byte, error)   { return nil, nil }
func (jsonFloat) MarshalJSON() ([]byte, error)  { return nil, nil }
func (jsonSlice) MarshalJSON() ([]byte, error)  { return nil, nil }
func (jsonMap) MarshalJSON() ([]byte, error)    { return nil, nil }
func (jsonStruct) MarshalJSON() ([]byte, error) { return nil, nil }

var jsons = map[reflect.Kind]reflect.Type{
	reflect.String: reflect.TypeFor[jsonString](), reflect.Bool: reflect.TypeFor[jsonBool](),
	reflect.Int64: reflect.TypeFor[jsonInt](), reflect.Uint64: reflect.TypeFor[jsonUint](), reflect.Float64: reflect.TypeFor[jsonFloat](),
	reflect.Slice: reflect.TypeFor[jsonSlice](), reflect.Map: reflect.TypeFor[jsonMap](),
}
