// Names, sizes and texts of definitions.

package body

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

func key(t *testing.T, text string) routekey.Key {
	keys, err := routekey.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return keys[0]
}

func TestOperationIDsDiffer(t *testing.T) {
	seen := map[string]string{}
	long := "/" + strings.Repeat("a", 80)
	for text, want := range map[string]string{
		"GET /":                    "get",
		"$default":                 "default",
		"ANY /a":                   "any_a",
		"GET /user-profiles":       "get_user-profiles",
		"GET /user/profiles":       "get_user_profiles",
		"GET /user_profiles":       "get_user$5Fprofiles",
		"GET /todos/{id}":          "get_todos__id",
		"GET /todos/id":            "get_todos_id",
		"GET /todos/_id":           "get_todos_$5Fid",
		"GET /{user_id}":           "get__user$5Fid",
		"GET /{user}/id":           "get__user_id",
		"GET /a/{proxy+}":          "get_a___proxy",
		"GET /a/{proxy}":           "get_a__proxy",
		"GET " + long:              "",
		"GET " + long + "b":        "",
		"POST " + long:             "",
		"GET /v1.0/a:b":            "get_v1.0_a$3Ab",
		"DELETE /todos/{id}/a/{b}": "delete_todos__id_a__b",
	} {
		id := OperationID(key(t, text))
		if seen[id] != "" || len(id) > 64 || want != "" && id != want {
			t.Errorf("%s: %s (%d), want %s; %s has it too", text, id, len(id), want, seen[id])
		}
		seen[id] = text
	}
}

func TestComponentNames(t *testing.T) {
	a, b := ComponentName("Api/Function:functions/todos"), ComponentName("Api/Function:functions-todos")
	if a == b || NameProblem(a) != "" || NameProblem(b) != "" || !strings.HasPrefix(a, "todos-") {
		t.Errorf("%s %s", a, b)
	}
	if NameProblem("my login") == "" || NameProblem("") == "" {
		t.Error("a name with a blank, or none, is fine")
	}
}

func TestNamesOfParameters(t *testing.T) {
	keys := []routekey.Key{key(t, "GET /a/{id}"), key(t, "PUT /a/{id}"), key(t, "POST /a/{other}"), key(t, "GET /b/{other}"), routekey.Default}
	if found := Check(keys); len(found) != 1 || found[0].Index != 2 || !strings.Contains(found[0].Text, `"GET /a/{id}"`) {
		t.Errorf("%v", found)
	}
}

const arn, id = "${Token[TOKEN.1]}", "${Token[TOKEN.2]}"

func example(operations int) *Body {
	b := New("todo \"quoted\"", "<&>")
	b.Set("x-none", Object{})
	b.Set("x-empty", []any{})
	b.Set("x-odd", struct{}{})
	b.Set("x-text", "${stageVariables.a} \\ ,:{}[] "+id)
	for i := range operations {
		keys, err := routekey.Parse("GET /things" + strings.Repeat("x", i) + "/{id}")
		if err != nil {
			panic(err)
		}
		b.Operation(keys[0], Object{Integration: Object{"type": "aws_proxy", "uri": "arn:" + arn + ":lambda:" + id, "more": "more than nothing"}})
	}
	return b
}

// A text says what the object says, and has each often part once.
func TestText(t *testing.T) {
	asJSON := func(any) string { return `{"odd":true}` }
	encoded := example(10).Encode(asJSON)
	text := encoded.Text()
	if n := strings.Count(text.Text, "aws_proxy"); n != 0 {
		t.Errorf("the integration stands there %d times", n)
	}
	got := text.Text
	for name, value := range text.Variables {
		got = strings.ReplaceAll(got, "${"+name+"}", value)
	}
	var is, want any
	if err := json.Unmarshal([]byte(strings.ReplaceAll(got, "${!", "${")), &is); err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	b := example(10)
	b.Set("x-odd", Object{"odd": true})
	plain, err := json.Marshal(b.Value())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(plain, &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(is, want) {
		t.Errorf("%v\nwant %v", is, want)
	}
	if served := encoded.Served(); strings.Contains(served.Text, "quoted") || strings.Count(served.Text, "aws_proxy") != 10 {
		t.Errorf("%.80s", served.Text)
	}
}

// Sizes are those that encoding/json has.
func TestSizes(t *testing.T) {
	b := example(3)
	b.Set("x-odd", nil)
	delete(b.root, "x-text")
	for _, o := range b.paths {
		o.(Object)["get"].(Object)[Integration].(Object)["uri"] = "none"
	}
	text := b.Encode(nil)
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(text.root.json), "    ", " "); err != nil {
		t.Fatal(err)
	}
	if got := text.Sizes(); got.Indented != indented.Len() || got.Compact != len(text.root.json) {
		t.Errorf("%+v, want %d and %d\n%s", got, indented.Len(), len(text.root.json), indented.Bytes())
	}
}
