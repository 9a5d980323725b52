// Command production is a whole application as it goes live: a REST API for
// partners, who show certificates, and an HTTP API for the staff, with domains,
// stages, a web ACL, limits, logs, traces and alarms, in staging and production.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse"
	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/constructs/links"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/examples/production/functions/orders"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func main() { gatehouse.Run(production) }

// production declares the application in all environments.
func production(app awscdk.App) {
	for _, env := range environments {
		declare(app, env)
	}
}

// declare declares the application in one environment.
func declare(app awscdk.App, env environment) {
	stack := awscdk.NewStack(app, &env.name, &awscdk.StackProps{Env: env.aws()})
	accesslog.NewAccount(stack, "Account") // lets REST APIs write logs

	zone := awsroute53.HostedZone_FromHostedZoneAttributes(stack, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{
		HostedZoneId: &env.zoneID, ZoneName: &env.zone,
	})
	live, sandbox := table(stack, "Orders"), table(stack, "SandboxOrders")

	partners := partnersAPI(stack, env, zone, live, sandbox)
	staff := staffAPI(stack, env, zone, live)
	watch(stack, env, partners, staff)
	acceptFindings(stack, env)
}

// partnersAPI is what partners' servers call. They show a certificate that the
// authority in partners.pem has signed; there is no other way in.
func partnersAPI(stack awscdk.Stack, env environment, zone awsroute53.IHostedZone, live, sandbox awsdynamodb.ITable) *restapi.API {
	name := domain.New(stack, "PartnersDomain", &domain.Props{
		Name:      env.partners,
		Zone:      zone,
		MutualTLS: &domain.MutualTLS{PEM: "partners.pem"},
	})
	var stages []restapi.Stage
	for _, s := range []struct {
		name  string
		table awsdynamodb.ITable
		limit restapi.Throttle
	}{
		{"live", live, env.live},
		{"sandbox", sandbox, env.sandbox}, // where partners try their programs out
	} {
		stages = append(stages, restapi.Stage{
			Name:         s.name,
			Domain:       &domain.Mapping{Domain: name, Path: s.name},
			Variables:    map[string]string{"ORDERS_TABLE": *s.table.TableName()},
			Throttle:     &s.limit,
			ExecutionLog: restapi.LogErrors,
			AccessLog: &accesslog.Config{
				RetentionDays: env.logDays,
				Fields:        []accesslog.Field{{Name: "partner", Value: "$context.identity.clientCert.subjectDN"}},
			},
			WAF: &restapi.WAF{
				RateLimit:        30_000, // of an address in 5 minutes, so that one partner leaves room for others
				Log:              true,
				LogRetentionDays: env.logDays,
			},
		})
	}
	api := restapi.New(stack, "Partners", &restapi.Props{
		Functions: &function.Config{
			Links:            []links.Link{links.Table(live), links.Table(sandbox)},
			LogRetentionDays: env.logDays,
		},
		Tracing: true,
		Stages:  stages,
	})
	api.Handle(restapi.Route{
		Key:     "PUT /orders/{id}",
		Handler: "functions/orders.Place",
		Request: &restapi.Request{Body: restapi.SchemaOf[orders.Order]()},
	})
	api.Route("GET /orders/{id}", "functions/orders.Get")
	api.Route("GET /orders", "functions/orders.List")
	return api
}

// staffAPI is what the staff's web page calls, with the token of a login.
func staffAPI(stack awscdk.Stack, env environment, zone awsroute53.IHostedZone, orders awsdynamodb.ITable) *httpapi.API {
	api := httpapi.New(stack, "Staff", &httpapi.Props{
		CORS:        cors.Allow("https://desk." + env.zone),
		DefaultAuth: authorizers.JWT("login", "https://login.example.com", env.staff),
		Functions: &function.Config{
			Links:            []links.Link{links.TableReader(orders)},
			LogRetentionDays: env.logDays,
		},
		Tracing:         true,
		DisableEndpoint: true, // the domain is the only address
		Stages: []httpapi.Stage{{
			Domain:    &domain.Mapping{Domain: domain.New(stack, "StaffDomain", &domain.Props{Name: env.staff, Zone: zone})},
			Throttle:  &httpapi.Throttle{Rate: 20, Burst: 40},
			AccessLog: &accesslog.Config{RetentionDays: env.logDays},
		}},
	})
	api.Handle(httpapi.Route{Key: "GET /orders", Handler: "functions/staff.List", Scopes: []string{"orders/read"}})
	return api
}

// table keeps orders, also if the stack is deleted.
func table(scope constructs.Construct, id string) awsdynamodb.ITable {
	key := func(name string) *awsdynamodb.Attribute {
		return &awsdynamodb.Attribute{Name: &name, Type: awsdynamodb.AttributeType_STRING}
	}
	return awsdynamodb.NewTableV2(scope, &id, &awsdynamodb.TablePropsV2{
		PartitionKey: key("partner"),
		SortKey:      key("id"),
		PointInTimeRecoverySpecification: &awsdynamodb.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: jsii.Bool(true),
		},
		DeletionProtection: jsii.Bool(true),
	})
}
