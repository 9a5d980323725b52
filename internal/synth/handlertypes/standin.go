// A stand-in for a type: a reflect.Type with the same fields and tags, which
// the router's own rules are asked about.

package handlertypes

import (
	"encoding/json"
	"go/types"
	"reflect"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"github.com/gatehouse-go/gatehouse/internal/bind"
)

// marker is the tag that leads from a field of a stand-in back to the field it
// stands for. It also keeps types of equal shape apart.
const marker = "gatehouse"

// standIns makes stand-ins, in one direction: from text and JSON (of inputs) or
// into them (of outputs).
type standIns struct {
	textMethod, jsonMethod string
	fields                 []*types.Var // by the number in their marker
	named                  map[types.Type]reflect.Type
	open                   map[types.Type]bool // begun, and not finished: they contain themselves
	flat                   bool                // only fields of one struct matter, and of those that are embedded in it
}

func forInput() *standIns { return newStandIns("UnmarshalText", "UnmarshalJSON") }

func forOutput() *standIns { return newStandIns("MarshalText", "MarshalJSON") }

func newStandIns(textMethod, jsonMethod string) *standIns {
	return &standIns{
		textMethod: textMethod, jsonMethod: jsonMethod,
		named: map[types.Type]reflect.Type{}, open: map[types.Type]bool{},
	}
}

// known are types that stand for themselves.
var known = map[string]reflect.Type{
	"time.Time":                reflect.TypeFor[time.Time](),
	"time.Duration":            reflect.TypeFor[time.Duration](),
	"encoding/json.Number":     reflect.TypeFor[json.Number](),
	"encoding/json.RawMessage": reflect.TypeFor[json.RawMessage](),
}

// field returns the field that a field of a stand-in stands for, nil if it is
// none of a stand-in.
func (s *standIns) field(f reflect.StructField) *types.Var {
	i, err := strconv.Atoi(f.Tag.Get(marker))
	if err != nil || i >= len(s.fields) {
		return nil
	}
	return s.fields[i]
}

func (s *standIns) of(t types.Type) reflect.Type {
	t = types.Unalias(t)
	named, ok := t.(*types.Named)
	if !ok {
		return s.shape(t)
	}
	if done, ok := s.named[t]; ok {
		return done
	}
	if obj := named.Obj(); obj.Pkg() != nil {
		if same, ok := known[obj.Pkg().Path()+"."+obj.Name()]; ok {
			return same
		}
	}
	if s.open[t] {
		return s.again(t)
	}
	s.open[t] = true
	defer delete(s.open, t)
	made := s.coded(t)
	if made == nil {
		made = s.shape(t.Underlying())
	}
	s.named[t] = made
	return made
}

// again returns the stand-in of a type that stands in itself. Its fields are looked
// at where it began; but parameters may be there and not here, so they are in it.
func (s *standIns) again(t types.Type) reflect.Type {
	var params []reflect.StructField
	if u, ok := t.Underlying().(*types.Struct); ok && s.coded(t) == nil {
		for i := range u.NumFields() {
			if f := s.structField(u, i, reflect.TypeFor[string]()); u.Field(i).Exported() && bind.IsParam(f) {
				params = append(params, f)
			}
		}
	}
	if len(params) == 0 {
		return reflect.TypeFor[jsonStruct]()
	}
	return reflect.StructOf(params)
}

// coded returns the stand-in of a type that has its own form in text or JSON,
// nil for any other.
func (s *standIns) coded(t types.Type) reflect.Type {
	kind := s.kindOf(t)
	if hasMethod(t, s.textMethod) {
		if own, ok := texts[kind]; ok {
			return own
		}
		return reflect.TypeFor[textStruct]()
	}
	if hasMethod(t, s.jsonMethod) {
		if own, ok := jsons[kind]; ok {
			return own
		}
		return reflect.TypeFor[jsonStruct]()
	}
	return nil
}

func (s *standIns) kindOf(t types.Type) reflect.Kind {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch info := u.Info(); {
		case info&types.IsString != 0:
			return reflect.String
		case info&types.IsBoolean != 0:
			return reflect.Bool
		case info&types.IsUnsigned != 0:
			return reflect.Uint64
		case info&types.IsInteger != 0:
			return reflect.Int64
		case info&types.IsFloat != 0:
			return reflect.Float64
		}
	case *types.Slice:
		return reflect.Slice
	case *types.Map:
		return reflect.Map
	}
	return reflect.Struct
}

// hasMethod reports whether a type, or a pointer to it, has a method.
func hasMethod(t types.Type, method string) bool {
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, nil, method)
	_, ok := obj.(*types.Func)
	return ok
}

// shape returns the stand-in of a type without a name.
func (s *standIns) shape(t types.Type) reflect.Type {
	switch t := t.(type) {
	case *types.Basic:
		return basic(t)
	case *types.Pointer:
		return reflect.PointerTo(s.of(t.Elem()))
	case *types.Slice:
		return reflect.SliceOf(s.of(t.Elem()))
	case *types.Array:
		return reflect.ArrayOf(int(min(t.Len(), 1)), s.of(t.Elem())) // no rule asks for its length
	case *types.Map:
		key := s.of(t.Key())
		if !key.Comparable() {
			return reflect.TypeFor[jsonStruct]() // the compiler has taken it, so the stand-in is at fault
		}
		return reflect.MapOf(key, s.of(t.Elem()))
	case *types.Chan:
		return reflect.TypeFor[chan int]()
	case *types.Signature:
		return reflect.TypeFor[func()]()
	case *types.Interface:
		if t.NumMethods() == 0 {
			return reflect.TypeFor[any]()
		}
		return reflect.TypeFor[interface{ method() }]()
	case *types.Struct:
		return s.structure(t)
	}
	return reflect.TypeFor[any]() // a type parameter: nothing is known of it
}

func basic(t *types.Basic) reflect.Type {
	return basics[t.Kind()]
}

var basics = map[types.BasicKind]reflect.Type{
	types.Bool: reflect.TypeFor[bool](), types.String: reflect.TypeFor[string](),
	types.Int: reflect.TypeFor[int](), types.Int8: reflect.TypeFor[int8](), types.Int16: reflect.TypeFor[int16](),
	types.Int32: reflect.TypeFor[int32](), types.Int64: reflect.TypeFor[int64](),
	types.Uint: reflect.TypeFor[uint](), types.Uint8: reflect.TypeFor[uint8](), types.Uint16: reflect.TypeFor[uint16](),
	types.Uint32: reflect.TypeFor[uint32](), types.Uint64: reflect.TypeFor[uint64](), types.Uintptr: reflect.TypeFor[uintptr](),
	types.Float32: reflect.TypeFor[float32](), types.Float64: reflect.TypeFor[float64](),
	types.Complex64: reflect.TypeFor[complex64](), types.Complex128: reflect.TypeFor[complex128](),
	types.UnsafePointer: reflect.TypeFor[unsafe.Pointer](),
}

// structure returns the stand-in of a struct. What package reflect can't build,
// such as some embedded types with methods, has a stand-in without fields.
func (s *standIns) structure(t *types.Struct) (made reflect.Type) {
	defer func() {
		if recover() != nil {
			made = reflect.TypeFor[jsonStruct]()
		}
	}()
	var fields []reflect.StructField
	for i := range t.NumFields() {
		v := t.Field(i)
		if v.Name() == "_" {
			continue
		}
		f := s.structField(t, i, s.ofField(v))
		f.Anonymous = v.Embedded()
		switch {
		case v.Embedded() && f.Type.NumMethod()+reflect.PointerTo(f.Type).NumMethod() > 0:
			f.Anonymous = false
		case v.Embedded() && !v.Exported():
			f.Name = "X" + f.Name // package reflect embeds only what is exported
			f.Tag += reflect.StructTag(" " + bind.Unexported + `:""`)
		}
		if !f.Anonymous && !v.Exported() {
			f.PkgPath = "p"
		}
		if first, _ := utf8.DecodeRuneInString(f.Name); f.PkgPath == "" && !unicode.IsUpper(first) {
			f.Name = "X" + f.Name
		}
		fields = append(fields, f)
	}
	return reflect.StructOf(fields)
}

// ofField returns the stand-in of a field's type. Where only the fields of one struct
// matter, that of another struct has none.
func (s *standIns) ofField(v *types.Var) reflect.Type {
	if !s.flat || v.Embedded() {
		return s.of(v.Type())
	}
	t := v.Type()
	for {
		ptr, ok := types.Unalias(t).(*types.Pointer)
		if !ok {
			break
		}
		t = ptr.Elem()
	}
	if basic, ok := t.Underlying().(*types.Basic); ok {
		return s.shape(basic)
	}
	if list, ok := t.Underlying().(*types.Slice); ok {
		if basic, ok := list.Elem().Underlying().(*types.Basic); ok {
			return reflect.SliceOf(s.shape(basic))
		}
	}
	return reflect.TypeFor[struct{}]()
}

// structField returns a field that stands for one of a struct, with its tag.
func (s *standIns) structField(t *types.Struct, i int, standIn reflect.Type) reflect.StructField {
	v, tag := t.Field(i), t.Tag(i)
	if s.readsItself(v.Type()) {
		tag = withoutDefault(tag) // its text can't be read here
	}
	s.fields = append(s.fields, v)
	return reflect.StructField{Name: v.Name(), Type: standIn,
		Tag: reflect.StructTag(tag + " " + marker + `:"` + strconv.Itoa(len(s.fields)-1) + `"`)}
}

// readsItself reports whether a value, or an element of a list, is read from
// text by a method of the user's.
func (s *standIns) readsItself(t types.Type) bool {
	for {
		t = types.Unalias(t)
		if n, ok := t.(*types.Named); ok {
			if n.Obj().Pkg() != nil {
				if _, ok := known[n.Obj().Pkg().Path()+"."+n.Obj().Name()]; ok {
					return false
				}
			}
			return hasMethod(t, s.textMethod)
		}
		switch u := t.(type) {
		case *types.Pointer:
			t = u.Elem()
		case *types.Slice:
			t = u.Elem()
		default:
			return false
		}
	}
}

// withoutDefault takes the key default out of a tag, and keeps it under another.
func withoutDefault(tag string) string {
	if _, ok := reflect.StructTag(tag).Lookup("default"); !ok {
		return tag
	}
	var out string
	for _, key := range []string{"path", "query", "header", "cookie", "json", "check", "example"} {
		if v, ok := reflect.StructTag(tag).Lookup(key); ok {
			out += " " + key + ":" + strconv.Quote(v)
		}
	}
	if v, ok := reflect.StructTag(tag).Lookup("default"); ok {
		out += " " + ownDefault + ":" + strconv.Quote(v)
	}
	return out
}

// ownDefault is the tag of a default whose text only the application can read.
const ownDefault = "gatehouse-default"
