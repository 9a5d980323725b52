// Package restapi makes REST APIs: Amazon API Gateway's awsapigateway.RestApi
// with routes from strings, Lambda functions from handler strings, and what
// only REST APIs have: API keys and usage plans, checked requests, caches,
// canaries, AWS WAF, private endpoints and integrations without a function.
//
//	func main() { gatehouse.Run(users) }
//
//	func users(app awscdk.App) {
//		stack := awscdk.NewStack(app, jsii.String("Users"), nil)
//
//		api := restapi.New(stack, "Api", &restapi.Props{
//			CORS:        cors.Allow("https://app.example.com"),
//			DefaultAuth: authorizers.Token("login", "functions/authorizers.JWT", nil),
//		})
//		api.Route("GET /users", "functions/users.Index")
//		api.Route("GET /users/{id}", "functions/users.Get")
//		api.Handle(restapi.Route{Key: "GET /health", Handler: "functions/health.Check", Auth: authorizers.None()})
//	}
//
// # Routes
//
// Keys of routes are those of package httpapi, but for $default, which a REST
// API does not have: "ANY /{proxy+}" takes all paths, and "ANY /" the root. The
// paths are a tree, in which a place has one variable child: "GET /users/{id}"
// and "POST /users/{name}" do not go together.
//
// A route costs one method, and one resource for each segment of its path that
// no other route has; with CORS, each path has one OPTIONS method more. A
// function costs one permission, however many routes lead to it.
//
// # Deployments
//
// What stages serve is a deployment, a copy of the definition. Its logical id
// derives from everything that is served: routes, authorizers and their
// settings, models, validators, gateway responses, CORS, integrations, binary
// types, the resource policy, the security policy, and what you add with the
// CDK's own methods. So a change of any of them reaches the stages, and a change
// of anything else deploys nothing.
//
// # Stages
//
// An API is served under the names of its stages, each with variables, limits,
// a cache, an access log and a custom domain of its own; [Props] list them.
// Without a list there is one, "v1". Access logs need [accesslog.NewAccount].
//
//	d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", Zone: zone})
//	api := restapi.New(stack, "Api", &restapi.Props{Stages: []restapi.Stage{
//		{Domain: &domain.Mapping{Domain: d}, Throttle: &restapi.Throttle{Rate: 100, Burst: 200}},
//		{Name: "beta", Variables: map[string]string{"TABLE": "beta"}},
//	}})
//
// [API.StageURL] is where clients reach one.
//
// # CORS
//
// A preflight is answered by a method of its own with fixed headers. So a REST
// API has one origin, or all: an HTTP API compares origins. Functions get the
// policy and their routers set the headers; the gateway's own errors have them
// by gateway responses.
//
// # Mistakes
//
// New, Route and Handle only record. At synth everything is checked, and if
// something is wrong nothing is made and every mistake is reported at once,
// with the file and line of the declaration.
//
// # Renaming a parameter
//
// CloudFormation makes the new resource before it removes the old one, and API
// Gateway refuses two variable children. To rename {id} in a path that is
// deployed, remove its routes in one deployment and add them in the next.
//
// # The CDK's own
//
// An [API] is an awsapigateway.RestApi and goes wherever one does. What Props
// do not name, their Override and the embedded value reach.
package restapi
