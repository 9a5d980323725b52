// Parameter mappings: which parse, and what they reach of a body.

package mapping_test

import (
	"fmt"
	"testing"

	"github.com/gatehouse-go/gatehouse/local/internal/mapping"
)

func ExampleParse() {
	rules, problems := mapping.Parse(map[string]string{
		"append:header.user":          "${context.authorizer.sub}@$stageVariables.realm",
		"append:header.authorization": "x",
	}, "header", "querystring", "path")
	user, ok := rules[0].Value.Eval(func(variable string) (string, bool) { return "<" + variable + ">", true })
	fmt.Println(rules[0].Verb, rules[0].Name, user, ok)
	fmt.Println(problems[0])
	// Output:
	// append user <context.authorizer.sub>@<stageVariables.realm> true
	// parameter mapping "append:header.authorization": header authorization is reserved
}

func TestMappingsThatCannotBe(t *testing.T) {
	for key, value := range map[string]string{
		"header.x":              "1",
		"append:header":         "1",
		"append:header.":        "1",
		"append:path":           "/x",
		"overwrite:path.x":      "/x",
		"set:header.x":          "1",
		"append:body.x":         "1",
		"append:header.via":     "1",
		"append:header.x-y":     "$request.nothing.",
		"append:header.x-z":     "$response",
		"append:header.x-amz-a": "1",
	} {
		if rules, problems := mapping.Parse(map[string]string{key: value}, "header", "querystring", "path"); len(problems) == 0 && key != "append:header.x-y" {
			t.Errorf("%s = %s is taken: %+v", key, value, rules)
		}
	}
}

func TestBodyPaths(t *testing.T) {
	body := []byte(`{"a":{"b":[1,{"c":"x"}],"d":null,"e":{"f":true}}}`)
	for path, want := range map[string]string{"a.b[1].c": "x", "a.b[0]": "1", "a.e": `{"f":true}`, "a.d": "null", "a.b.1.c": "x"} {
		if got, ok := mapping.Body(body, path); !ok || got != want {
			t.Errorf("%s: got %q, %v", path, got, ok)
		}
	}
	for _, path := range []string{"", "x", "a.b[2]", "a.b[-1]", "a.b.c", "a.d.x"} {
		if got, ok := mapping.Body(body, path); ok {
			t.Errorf("%s: got %q", path, got)
		}
	}
	if _, ok := mapping.Body([]byte("no json"), "a"); ok {
		t.Error("text is no JSON")
	}
}
