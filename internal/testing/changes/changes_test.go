// What a second deployment replaces, finds taken, or leaves as it was.

package changes_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/changes"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

// resources reads a template's resources from JSON.
func resources(t *testing.T, text string) synthtest.Template {
	t.Helper()
	var out synthtest.Template
	if err := json.Unmarshal([]byte(`{"Resources":{`+text+`}}`), &out); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return out
}

func steps(c *changes.Changes) []string {
	var out []string
	for _, s := range c.Steps {
		out = append(out, s.String())
	}
	return out
}

const (
	api     = `"Api":{"Type":"AWS::ApiGateway::RestApi","Properties":{"Name":"a"}}`
	pets    = `"Pets":{"Type":"AWS::ApiGateway::Resource","Properties":{"RestApiId":{"Ref":"Api"},"ParentId":{"Fn::GetAtt":["Api","RootResourceId"]},"PathPart":"pets"}}`
	petID   = `"PetId":{"Type":"AWS::ApiGateway::Resource","Properties":{"RestApiId":{"Ref":"Api"},"ParentId":{"Ref":"Pets"},"PathPart":"{id}"}}`
	getPets = `"GetPets":{"Type":"AWS::ApiGateway::Method","Properties":{"RestApiId":{"Ref":"Api"},"ResourceId":{"Ref":"Pets"},"HttpMethod":"GET","AuthorizationType":"NONE"}}`
	stage   = `"Stage":{"Type":"AWS::ApiGateway::Stage","Properties":{"RestApiId":{"Ref":"Api"},"StageName":"v1","DeploymentId":{"Ref":"Deployment1"}}}`
)

func deployment(id string, waitsFor ...string) string {
	return `"` + id + `":{"Type":"AWS::ApiGateway::Deployment","DependsOn":["` + strings.Join(waitsFor, `","`) + `"],"Properties":{"RestApiId":{"Ref":"Api"}}}`
}

// The properties are those that the CloudFormation guide marks with "Update
// requires: Replacement".
func TestCreateOnlyPropertiesReplace(t *testing.T) {
	for name, test := range map[string]struct {
		before, after string
		want          []string
	}{
		"nothing": {api + "," + pets, pets + "," + api, nil},
		"update":  {api, strings.Replace(api, `"a"`, `"b"`, 1), []string{"update Api AWS::ApiGateway::RestApi (Name)"}},
		"create":  {api, api + "," + pets, []string{"create Pets AWS::ApiGateway::Resource"}},
		"delete":  {api + "," + pets, api, []string{"delete Pets AWS::ApiGateway::Resource"}},
		"a path part, and what lies below": {
			api + "," + pets + "," + petID + "," + getPets,
			api + "," + strings.Replace(pets, `"pets"`, `"animals"`, 1) + "," + petID + "," + getPets,
			[]string{
				"replace Pets AWS::ApiGateway::Resource (PathPart)",
				"replace GetPets AWS::ApiGateway::Method (ResourceId)",
				"replace PetId AWS::ApiGateway::Resource (ParentId)",
				"delete PetId AWS::ApiGateway::Resource",
				"delete GetPets AWS::ApiGateway::Method",
				"delete Pets AWS::ApiGateway::Resource",
			}},
		"protocol":  {`"A":{"Type":"AWS::ApiGatewayV2::Api","Properties":{"ProtocolType":"HTTP"}}`, `"A":{"Type":"AWS::ApiGatewayV2::Api","Properties":{"ProtocolType":"WEBSOCKET"}}`, []string{"replace A AWS::ApiGatewayV2::Api (ProtocolType)", "delete A"}},
		"route key": {`"R":{"Type":"AWS::ApiGatewayV2::Route","Properties":{"RouteKey":"GET /a"}}`, `"R":{"Type":"AWS::ApiGatewayV2::Route","Properties":{"RouteKey":"GET /b"}}`, []string{"update R AWS::ApiGatewayV2::Route (RouteKey)"}},
		"name of a function, by which others call it": {
			`"F":{"Type":"AWS::Lambda::Function","Properties":{"FunctionName":"a"}},"P":{"Type":"AWS::Lambda::Permission","Properties":{"FunctionName":{"Fn::GetAtt":["F","Arn"]},"Action":"x","Principal":"y"}},
			 "I":{"Type":"AWS::ApiGatewayV2::Integration","Properties":{"IntegrationUri":{"Fn::Sub":"arn:${AWS::Partition}:${F.Arn}/invocations"},"ApiId":"x"}}`,
			`"F":{"Type":"AWS::Lambda::Function","Properties":{"FunctionName":"b"}},"P":{"Type":"AWS::Lambda::Permission","Properties":{"FunctionName":{"Fn::GetAtt":["F","Arn"]},"Action":"x","Principal":"y"}},
			 "I":{"Type":"AWS::ApiGatewayV2::Integration","Properties":{"IntegrationUri":{"Fn::Sub":"arn:${AWS::Partition}:${F.Arn}/invocations"},"ApiId":"x"}}`,
			[]string{"replace F AWS::Lambda::Function (FunctionName)", "update I AWS::ApiGatewayV2::Integration (IntegrationUri)", "replace P AWS::Lambda::Permission (FunctionName)", "delete P", "delete F"}},
		"a property that goes": {`"L":{"Type":"AWS::Logs::LogGroup","Properties":{"LogGroupName":"a","RetentionInDays":1}}`, `"L":{"Type":"AWS::Logs::LogGroup","Properties":{"RetentionInDays":1}}`, []string{"replace L AWS::Logs::LogGroup (LogGroupName)", "delete L"}},
		"custom":               {`"C":{"Type":"Custom::X","Properties":{"ServiceToken":"a","B":1}}`, `"C":{"Type":"Custom::X","Properties":{"ServiceToken":"a","B":2}}`, []string{"update C Custom::X (B)"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := steps(changes.Between(t, resources(t, test.before), resources(t, test.after)))
			if len(got) != len(test.want) {
				t.Fatalf("%q, want %q", got, test.want)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], test.want[i]) {
					t.Errorf("step %d: %q, want %q", i, got[i], test.want[i])
				}
			}
		})
	}
}

func TestConflicts(t *testing.T) {
	route := func(id, key string) string {
		return `"` + id + `":{"Type":"AWS::ApiGatewayV2::Route","Properties":{"ApiId":"a","RouteKey":"` + key + `"}}`
	}
	for name, test := range map[string]struct {
		before, after string
		want          []string
	}{
		"no":               {route("A", "GET /a"), route("A", "GET /a") + "," + route("B", "GET /b"), nil},
		"one id, another":  {route("A", "GET /a"), route("B", "GET /a"), []string{`B is made while A still holds AWS::ApiGatewayV2::Route ApiId "a", RouteKey "GET /a"`}},
		"keys that swap":   {route("A", "GET /a") + "," + route("B", "GET /b"), route("A", "GET /b") + "," + route("B", "GET /a"), []string{"A is made while B", "B is made while A"}},
		"a path parameter": {api + "," + pets + "," + petID, api + "," + pets + "," + strings.Replace(strings.Replace(petID, "PetId", "PetName", 1), "{id}", "{name}", 1), []string{`PetName is made while PetId still holds AWS::ApiGateway::Resource ParentId {"Ref":"Pets"}, PathPart {}`}},
		"below a new one":  {api + "," + pets + "," + petID, api + "," + strings.Replace(pets, `"pets"`, `"animals"`, 1) + "," + petID, nil},
		"a name that stays": {
			`"L":{"Type":"AWS::IAM::Role","Properties":{"RoleName":"a","Path":"/x/"}}`, `"L":{"Type":"AWS::IAM::Role","Properties":{"RoleName":"a","Path":"/y/"}}`,
			[]string{"L is made while L still holds AWS::IAM::Role RoleName"}},
		"no name":      {`"L":{"Type":"AWS::IAM::Role","Properties":{}}`, `"M":{"Type":"AWS::IAM::Role","Properties":{}}`, nil},
		"another type": {`"L":{"Type":"AWS::IAM::Role","Properties":{}}`, `"L":{"Type":"AWS::SQS::Queue","Properties":{}}`, []string{"L: CloudFormation refuses another type"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, c := range changes.Between(t, resources(t, test.before), resources(t, test.after)).Conflicts() {
				got = append(got, c.String())
			}
			if len(got) != len(test.want) {
				t.Fatalf("%q, want %q", got, test.want)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], test.want[i]) {
					t.Errorf("%q, want %q", got[i], test.want[i])
				}
			}
		})
	}
}

func TestStale(t *testing.T) {
	base := api + "," + pets + "," + getPets + "," + stage
	iam := strings.Replace(base, `"NONE"`, `"AWS_IAM"`, 1)
	moved := func(s string) string { return strings.Replace(s, `"Ref":"Deployment1"`, `"Ref":"Deployment2"`, 1) }
	for name, test := range map[string]struct {
		before, after string
		stale         []string
		lingering     []string
	}{
		"nothing changes": {base + "," + deployment("Deployment1", "GetPets"), base + "," + deployment("Deployment1", "GetPets"), nil, nil},
		"deployment stays": {base + "," + deployment("Deployment1", "GetPets"), iam + "," + deployment("Deployment1", "GetPets"),
			[]string{"Stage: deployment Deployment1 stays: update GetPets AWS::ApiGateway::Method (AuthorizationType)"}, nil},
		"deployment moves": {base + "," + deployment("Deployment1", "GetPets"), moved(iam) + "," + deployment("Deployment2", "GetPets"), nil, nil},
		"too early":        {base + "," + deployment("Deployment1", "GetPets"), moved(iam) + "," + deployment("Deployment2", "Pets"), []string{"Stage: deployment Deployment2 does not wait: update GetPets"}, nil},
		"name of the API":  {base + "," + deployment("Deployment1", "GetPets"), strings.Replace(base, `"Name":"a"`, `"Name":"b"`, 1) + "," + deployment("Deployment1", "GetPets"), nil, nil},
		"policy of the API": {base + "," + deployment("Deployment1", "GetPets"), strings.Replace(base, `"Name":"a"`, `"Name":"a","Policy":{}`, 1) + "," + deployment("Deployment1", "GetPets"),
			[]string{"Stage: deployment Deployment1 stays: update Api AWS::ApiGateway::RestApi (Policy)"}, nil},
		"a method goes": {base + "," + deployment("Deployment1", "GetPets"), moved(strings.Replace(base, getPets+",", "", 1)) + "," + deployment("Deployment2", "Pets"), nil, []string{"GetPets"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := changes.Between(t, resources(t, test.before), resources(t, test.after))
			got := c.Stale()
			if len(got) != len(test.stale) || len(got) > 0 && !strings.HasPrefix(got[0], test.stale[0]) {
				t.Errorf("stale %q, want %q", got, test.stale)
			}
			if got := c.Lingering(); !slices.Equal(got, test.lingering) {
				t.Errorf("lingering %q, want %q", got, test.lingering)
			}
		})
	}
}
