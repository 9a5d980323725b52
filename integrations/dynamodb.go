// Tables that a REST API reads and writes itself, without a function between.

package integrations

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
)

// dynamoDBActions are those that work on one table. (DynamoDB API reference.)
var dynamoDBActions = []string{"DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"}

// DynamoDB leads to an action on a table, such as "GetItem". The mapping's
// templates write the action's request and the client's response; the API gets
// a role that may do the action on this table and nothing else. Only REST APIs
// have it. Each value is an integration of its own.
//
// Responses default to the action's result with status 200, and to plain
// messages for errors.
func DynamoDB(table awsdynamodb.ITable, action string, mapping *Mapping) Integration {
	return &dynamoDB{table: table, action: action, mapping: mapping.clone()}
}

type dynamoDB struct {
	table   awsdynamodb.ITable
	action  string
	mapping Mapping
}

func (*dynamoDB) Kind() string { return "a DynamoDB integration" }

func (d *dynamoDB) Problems() []string {
	found := problems.In("DynamoDB")
	if isnil.Any(d.table) {
		found.Add("its table is nil")
	}
	if !slices.Contains(dynamoDBActions, d.action) {
		found.Add("action %q is unknown; there are %s", d.action, strings.Join(dynamoDBActions, ", "))
	}
	if len(d.mapping.Request) == 0 {
		found.Add(`has no template for the request: give one for "application/json", with TableName in it`)
	}
	found.Each(d.mapping.mappingProblems()...)
	return found.All()
}

// BindREST implements [ForREST].
func (d *dynamoDB) BindREST(api RESTScope) RESTBinding {
	resources := []*string{d.table.TableArn()}
	if d.action == "Query" || d.action == "Scan" {
		resources = append(resources, jsii.String(*d.table.TableArn()+"/index/*"))
	}
	role := roleFor(api.Scope, nil, place.Within(api.Scope, d.table), "dynamodb:"+d.action, resources)
	if key := d.table.EncryptionKey(); key != nil {
		switch d.action {
		case "GetItem", "Query", "Scan":
			key.GrantDecrypt(role)
		default:
			key.GrantEncryptDecrypt(role)
		}
	}
	integration := &awsapigateway.CfnMethod_IntegrationProperty{
		Type:                  jsii.String("AWS"),
		IntegrationHttpMethod: jsii.String("POST"),
		Uri:                   serviceURI(api.Scope, d.table, "dynamodb:action/"+d.action),
		Credentials:           role.RoleArn(),
	}
	d.mapping.write(integration)
	return RESTBinding{Integration: integration, Responses: d.mapping.responses(plainErrors(RESTResponse{Status: 200}))}
}
