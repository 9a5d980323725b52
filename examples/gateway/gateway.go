// The public API: functions, a server elsewhere and AWS services.

package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/constructs/links"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
)

// gateway declares the public API.
func gateway(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Gateway"), nil)
	back := newBackends(stack)

	users := awscognito.NewUserPool(stack, jsii.String("Users"), &awscognito.UserPoolProps{
		Mfa:             awscognito.Mfa_REQUIRED,
		MfaSecondFactor: &awscognito.MfaSecondFactor{Otp: jsii.Bool(true), Sms: jsii.Bool(false)},
		FeaturePlan:     awscognito.FeaturePlan_PLUS,
		PasswordPolicy: &awscognito.PasswordPolicy{
			MinLength: jsii.Number(12), RequireUppercase: jsii.Bool(true), RequireDigits: jsii.Bool(true), RequireSymbols: jsii.Bool(true),
		},
		StandardThreatProtectionMode: awscognito.StandardThreatProtectionMode_FULL_FUNCTION,
	})
	web := users.AddClient(jsii.String("Web"), nil)

	// Users of the web page may call every route that says nothing else.
	api := httpapi.New(stack, "Api", &httpapi.Props{
		DefaultAuth: authorizers.Cognito("users", users, web),
	})

	// A function, which may use the table.
	api.Handle(
		httpapi.Route{
			Key: "GET /orders", Handler: "functions/orders.List",
			Function: &function.Config{Links: []links.Link{links.TableReader(back.orders), links.API(api)}},
		},
		httpapi.Route{Key: "GET /health", Handler: "functions/orders.Health", Auth: authorizers.None()},
	)

	// A server elsewhere, which gets to know the user and no cookies.
	api.Handle(httpapi.Route{
		Key: "ANY /legacy/{proxy+}",
		Integration: integrations.URL("https://legacy.example.com/v1/{proxy}", &integrations.URLOptions{
			Timeout: 5 * time.Second,
			Request: []integrations.Change{
				integrations.SetHeader("X-User", "$context.authorizer.claims.sub"),
				integrations.RemoveHeader("Cookie"),
			},
			Responses: []integrations.Response{
				{Status: 500, Changes: []integrations.Change{integrations.SetStatus(502)}},
			},
		}),
	})

	// A state machine that takes its time, and one that answers.
	api.Handle(
		httpapi.Route{Key: "POST /orders", Integration: integrations.StepFunctions(back.fulfil, integrations.StartExecution, nil)},
		httpapi.Route{Key: "POST /quotes", Integration: integrations.StepFunctions(back.quote, integrations.StartSyncExecution, nil)},
	)

	// A queue for partners, who have keys of their own: a function checks them.
	partners := authorizers.Lambda("partners", "functions/auth.Partner", &authorizers.LambdaOptions{
		IdentitySources: []string{"$request.header.X-Partner-Key"},
		TTL:             time.Minute,
	})
	api.Handle(httpapi.Route{
		Key:         "POST /jobs",
		Integration: integrations.SQS(back.jobs, integrations.SendMessage, nil),
		Auth:        partners,
	})

	// Operators work on it with AWS credentials. Each right is for one route.
	api.Handle(
		httpapi.Route{Key: "GET /jobs", Integration: integrations.SQS(back.jobs, integrations.ReceiveMessage, nil), Auth: authorizers.IAM()},
		httpapi.Route{Key: "DELETE /jobs", Integration: integrations.SQS(back.jobs, integrations.DeleteMessage, nil), Auth: authorizers.IAM()},
		httpapi.Route{Key: "POST /jobs/purge", Integration: integrations.SQS(back.jobs, integrations.PurgeQueue, nil), Auth: authorizers.IAM()},
		httpapi.Route{Key: "DELETE /orders", Integration: integrations.StepFunctions(back.fulfil, integrations.StopExecution, nil),
			Auth: authorizers.IAM()},
	)
	operator := awsiam.NewRole(stack, jsii.String("Operator"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewAccountRootPrincipal(),
	})
	api.GrantInvoke("GET,DELETE /jobs", operator)
	api.GrantInvoke("DELETE /orders", operator)

	// Other services, for programs with tokens of another issuer.
	programs := authorizers.JWT("programs", "https://login.example.com", "gateway")
	api.Handle(
		httpapi.Route{Key: "POST /events", Integration: integrations.EventBridge(back.bus, nil), Auth: programs,
			Scopes: []string{"events:write"}},
		httpapi.Route{Key: "POST /clicks", Integration: integrations.Kinesis(back.clicks, nil), Auth: programs},
		httpapi.Route{Key: "GET /flags", Integration: integrations.AppConfig(back.production, back.flags, nil), Auth: programs},
	)

	// Functions that are made elsewhere, here an alias, stay as they are.
	api.Handle(httpapi.Route{
		Key:         "GET /reports/{id}",
		Integration: integrations.LambdaWith(back.reports, &integrations.LambdaOptions{PayloadFormat: "1.0"}),
		Auth: authorizers.Lambda("plans", "functions/auth.Plan", &authorizers.LambdaOptions{
			Response: authorizers.Policy,
		}),
	})
	acceptInGateway(stack)
}
