// The scanner against encoding/json.

package rawjson

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestParseAgreesWithEncodingJSON(t *testing.T) {
	for _, text := range corpus() {
		agree(t, text)
	}
}

// corpus holds a text for each rule of the grammar, kept and broken.
func corpus() []string {
	return []string{
		``, ` `, `{}`, `[]`, ` { } `, `{"a":1}`, `{"a":1,}`, `{"a" 1}`, `{"a":}`, `{a:1}`, `{"a":1`, `{"a"`, `{`, `[1,2`, `[1,]`, `[,]`,
		`null`, `nul`, `true`, `falsey`, `0`, `-0`, `01`, `-`, `1.`, `.5`, `1e`, `1e+`, `1E-7`, `1.5e10`, `+1`, `0x1`, `NaN`,
		`""`, `"`, `"a`, `"\"`, `"\\"`, `"\x"`, `"\u12"`, `"\u00e9"`, `"\ud83d\ude00"`, `"\ud83d"`, `"\ud83dx"`, `"\ude00\ud83d"`, `"\ud83d\u0041"`,
		"\"\x00\"", "\"\x1f\"", "\"\x7f\"", "\"\n\"", "\"\xff\"", "\"ab\xc3\"", "\"\xed\xa0\x80\"", "\"12345678\x01\"", "\"1234567\\u0041x\xffy\"",
		`{"a":{"b":[1,{"c":"d"}]},"a":null}`, `{} {}`, `[1] x`, "\ufeff{}", `"a\/b"`, `["\b\f\n\r\t"]`,
		strings.Repeat("[", 10001), strings.Repeat("[", 10000) + strings.Repeat("]", 10000), strings.Repeat("[", 10001) + strings.Repeat("]", 10001),
		strings.Repeat(`{"a":`, 10001) + "1" + strings.Repeat("}", 10001),
	}
}

// agree holds a text against encoding/json: accepted or not, and what it means.
func agree(t *testing.T, text string) {
	t.Helper()
	var want any
	wantErr := json.Unmarshal([]byte(text), &want)
	v, err := Parse(text)
	if _, large := errors.AsType[*json.UnmarshalTypeError](wantErr); large && err == nil {
		return // valid, but a number that no float64 holds
	}
	if short := text[:min(len(text), 200)]; (err == nil) != (wantErr == nil) {
		t.Fatalf("Parse(%q): %v; encoding/json: %v", short, err, wantErr)
	}
	if err != nil {
		return
	}
	if got := tree(v); !reflect.DeepEqual(got, want) && len(text) < 1000 {
		t.Fatalf("Parse(%q) = %#v; encoding/json: %#v", text, got, want)
	}
}

// tree decodes a value through this package's own readers.
func tree(v Value) any {
	switch v.Kind() {
	case '"':
		s, _ := v.Text()
		return s
	case '{':
		m := map[string]any{}
		v.Members(func(key string, value Value) bool { m[key] = tree(value); return true })
		return m
	case '[':
		a := []any{}
		v.Elements(func(value Value) bool { a = append(a, tree(value)); return true })
		return a
	case 't', 'f':
		return v == "true"
	case '0':
		var n any
		if json.Unmarshal([]byte(v), &n) != nil {
			return nil
		}
		return n
	}
	return nil
}

func TestFieldReadsAsAStructWould(t *testing.T) {
	for _, text := range []string{
		`{}`, `{"name":"a"}`, `{"NAME":"a"}`, `{"name":"a","Name":"b"}`, `{"name":"a","name":null}`, `{"\u006eame":"a"}`,
		`{"in":{"x":"1"},"in":{"y":"2"}}`, `{"in":{"x":"1"},"in":{}}`, `{"in":{ },"in":{"y":"2"}}`, `{"in":{"x":"1" },"IN":{ "x":"3"}}`, `{"in":{"x":"1"},"in":null}`,
	} {
		var want struct {
			Name string
			In   struct{ X, Y string }
		}
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		v, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for path, want := range map[string]string{"name": want.Name, "in x": want.In.X, "in y": want.In.Y} {
			if got, _ := v.At(strings.Fields(path)...).Text(); got != want {
				t.Errorf("%s of %s = %q, want %q", path, text, got, want)
			}
		}
	}
}

func TestErrorsSayWhereAndWhat(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":1,}`:       `offset 7: unexpected '}' where a key should begin`,
		`{"a":tru`:       `offset 8: the text ends in true`,
		`{"a":"b`:        `offset 7: the text ends in a string`,
		`[1]`:            `offset 0: not an object`,
		`{"a":1}]`:       `offset 7: unexpected ']' after the object`,
		"{\"a\":\"\n\"}": `offset 6: unexpected '\n' in a string`,
	} {
		err := Object(text, func(string, Value) {}, "", nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Object(%q): %v, want %q", text, err, want)
		}
	}
}

func TestAppendStringDecodesToTheSame(t *testing.T) {
	for _, s := range []string{"", "plain", "a\"b\\c", "\x00\x1f\n\r\t", "é<&>\u2028", "bad\xff\xc3", strings.Repeat("x", 1000)} {
		var got string
		if err := json.Unmarshal(AppendString(nil, s), &got); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if want := string([]rune(s)); got != want {
			t.Errorf("AppendString(%q) decodes to %q, want %q", s, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range corpus()[:60] {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		agree(t, text)
		var s string
		if err := json.Unmarshal(AppendString(nil, text), &s); err != nil {
			t.Fatalf("AppendString(%q): %v", text, err)
		}
		want, _ := json.Marshal(text)
		var std string
		if json.Unmarshal(want, &std); s != std {
			t.Fatalf("AppendString(%q) decodes to %q, encoding/json's to %q", text, s, std)
		}
	})
}
