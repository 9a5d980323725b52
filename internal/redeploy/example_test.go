// What a change of a path does, and templates of other tools.

package redeploy_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/redeploy"
)

func template(part string) redeploy.Template {
	var out redeploy.Template
	text := `{"Resources": {"Pets": {"Type": "AWS::ApiGateway::Resource", "DependsOn": "Api",
		"Properties": {"RestApiId": {"Ref": "Api"}, "ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]}, "PathPart": "` + part + `"}},
		"Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "pets"}}}}`
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		panic(err)
	}
	return out
}

func ExampleBetween() {
	for _, step := range redeploy.Between(template("pets"), template("animals")).Steps {
		fmt.Println(step)
	}
	// Output:
	// replace Pets AWS::ApiGateway::Resource (PathPart)
	// delete Pets AWS::ApiGateway::Resource
}

// Templates of other tools may have one dependency without a list, and types that
// the specification does not know.
func TestTemplatesOfOtherTools(t *testing.T) {
	if got := template("pets").Resources["Pets"].DependsOn; !reflect.DeepEqual(got, redeploy.References{"Api"}) {
		t.Errorf("DependsOn is %q", got)
	}
	strange := redeploy.Template{Resources: map[string]redeploy.Resource{"A": {Type: "Org::Own::Thing"}, "B": {Type: "Custom::Thing"}}}
	if got := redeploy.Between(strange, strange).Unknown; !reflect.DeepEqual(got, []string{"Org::Own::Thing"}) {
		t.Errorf("unknown are %q", got)
	}
}
