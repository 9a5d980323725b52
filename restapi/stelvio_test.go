// The programs of docs/coming-from-stelvio.md: each is synthesised.

package restapi_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func stelvioConfiguration(stack awscdk.Stack) {
	api := restapi.New(stack, "my-api", &restapi.Props{
		Stages:   []restapi.Stage{{Name: "production"}},
		Endpoint: restapi.Edge,
	})
	api.Route("GET /users", "functions/users.Index")
}

func stelvioRoutes(stack awscdk.Stack) {
	api := restapi.New(stack, "my-api", nil)

	api.Route("GET /users", "functions/users.Index")
	api.Route("GET /users/{id}", "functions/users.Get")
	api.Route("POST /users", "functions/users.Create")
}

func stelvioMethods(stack awscdk.Stack) {
	api := restapi.New(stack, "my-api", nil)

	api.Route("get /users", "functions/users.Index")       // in any case
	api.Route("PUT,PATCH /users", "functions/users.Index") // several
	api.Route("ANY /orders", "functions/orders.Process")   // all; "*" is the same
}

func stelvioSettings(stack awscdk.Stack) {
	api := restapi.New(stack, "my-api", nil)
	api.Handle(restapi.Route{
		Key:      "GET /users",
		Handler:  "functions/users.Index",
		Function: &function.Config{MemoryMB: 512, Timeout: 29 * time.Second},
	})
}

func stelvioOwnFunction(stack awscdk.Stack) {
	api := restapi.New(stack, "my-api", nil)
	usersFn := awslambda.NewFunction(stack, jsii.String("users-function"), &awslambda.FunctionProps{
		Runtime:    awslambda.Runtime_PYTHON_3_13(),
		Handler:    jsii.String("index.handler"),
		Code:       awslambda.Code_FromInline(jsii.String("def handler(event, context): return {'statusCode': 204}")),
		MemorySize: jsii.Number(512),
	})
	api.Handle(restapi.Route{Key: "GET /users", Integration: integrations.Lambda(usersFn)})
}

func stelvioDefaultAuth(stack awscdk.Stack) {
	api := restapi.New(stack, "my-api", nil)
	jwtAuth := authorizers.Token("jwt-auth", "functions/authorizers.JWT", nil)
	customAuth := authorizers.Lambda("custom", "functions/authorizers.Custom", &authorizers.LambdaOptions{
		Response: authorizers.Policy,
	})
	api.SetDefaultAuth(jwtAuth)

	api.Route("GET /users", "functions/users.Index") // jwtAuth
	api.Handle(
		restapi.Route{Key: "POST /admin", Handler: "functions/users.Create", Auth: customAuth},
		restapi.Route{Key: "GET /public", Handler: "functions/health.Check", Auth: authorizers.None()},
		restapi.Route{Key: "POST /internal", Handler: "functions/orders.Process", Auth: authorizers.IAM()},
	)
}

func stelvioToken(stack awscdk.Stack) {
	api := restapi.New(stack, "my-api", nil)
	jwtAuth := authorizers.Token("jwt-auth", "functions/authorizers.JWT", &authorizers.TokenOptions{
		Header: "Authorization", // the default
		TTL:    10 * time.Minute,
	})
	api.Handle(restapi.Route{Key: "GET /protected", Handler: "functions/users.Index", Auth: jwtAuth})
}

func stelvioRequest(stack awscdk.Stack) {
	api := restapi.New(stack, "my-api", nil)
	requestAuth := authorizers.Lambda("custom-auth", "functions/authorizers.Custom", &authorizers.LambdaOptions{
		Response: authorizers.Policy,
		IdentitySources: []string{
			"$request.header.X-API-Key",
			"$request.querystring.token",
			"$request.header.X-Session-ID",
		},
		TTL: 5 * time.Minute,
	})
	api.Handle(restapi.Route{Key: "POST /orders", Handler: "functions/orders.Process", Auth: requestAuth})
}

func stelvioCognito(stack awscdk.Stack) {
	api := restapi.New(stack, "my-api", nil)
	pool := awscognito.NewUserPool(stack, jsii.String("Users"), nil)
	client := pool.AddClient(jsii.String("Web"), nil)
	api.Handle(restapi.Route{
		Key:     "GET /profile",
		Handler: "functions/users.Get",
		Auth:    authorizers.Cognito("cognito-auth", pool, client),
		Scopes:  []string{"profile/read"},
	})
}

func stelvioCORS(stack awscdk.Stack) {
	api := restapi.New(stack, "my-api", &restapi.Props{CORS: cors.Allow("https://app.example.com")})
	api.Route("GET /users", "functions/users.Index")
}

func stelvioDomain(stack awscdk.Stack) {
	zone := awsroute53.HostedZone_FromHostedZoneAttributes(stack, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{
		HostedZoneId: jsii.String("Z0123456789"), ZoneName: jsii.String("example.com"),
	})
	d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", Zone: zone})
	api := restapi.New(stack, "my-api", &restapi.Props{
		Stages: []restapi.Stage{{Domain: &domain.Mapping{Domain: d}}},
	})
	api.Route("GET /users", "functions/users.Index")
}

func stelvioStages(stack awscdk.Stack) {
	api := restapi.New(stack, "my-api", &restapi.Props{Stages: []restapi.Stage{
		{Name: "production", Throttle: &restapi.Throttle{Rate: 100, Burst: 200}},
		{Name: "beta", Variables: map[string]string{"GREETING": "hello"}},
	}})
	api.Route("GET /users", "functions/users.Index")
}

func stelvioEnvironments(app awscdk.App) {
	for _, env := range []string{"staging", "prod"} {
		stack := awscdk.NewStack(app, jsii.String("my-api-"+env), nil)
		api := restapi.New(stack, "my-api", nil)
		api.Route("GET /users", "functions/users.Index")
	}
}

func TestProgramsOfTheGuideSynthesise(t *testing.T) {
	t.Chdir("testdata/example")
	for name, declare := range map[string]func(awscdk.Stack){
		"configuration": stelvioConfiguration, "routes": stelvioRoutes, "methods": stelvioMethods, "settings": stelvioSettings,
		"own function": stelvioOwnFunction, "default auth": stelvioDefaultAuth, "token": stelvioToken, "request": stelvioRequest,
		"Cognito": stelvioCognito, "CORS": stelvioCORS, "domain": stelvioDomain, "stages": stelvioStages,
	} {
		stack := synthtest.Stack()
		declare(stack)
		template := synthtest.Synth(t, stack)
		stages := 1
		if name == "stages" {
			stages = 2
		}
		if len(template.Of("AWS::ApiGateway::Method")) == 0 || len(template.Of("AWS::ApiGateway::Stage")) != stages {
			t.Errorf("%s: %v", name, template.IDs())
		}
	}
}

func TestEnvironmentsOfTheGuideAreStacks(t *testing.T) {
	t.Chdir("testdata/example")
	app := synthtest.App()
	stelvioEnvironments(app)
	assembly := app.Synth(nil)
	if stacks := *assembly.Stacks(); len(stacks) != 2 {
		t.Fatalf("%d stacks, want 2", len(stacks))
	}
	for _, name := range []string{"my-api-staging", "my-api-prod"} {
		resources := assembly.GetStackByName(&name).Template().(map[string]any)["Resources"].(map[string]any)
		if _, made := resources["myapi4C7BF186"]; !made {
			t.Errorf("%s has no API: %v", name, slices.Sorted(maps.Keys(resources)))
		}
	}
}
