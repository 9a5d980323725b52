// Package integrations says what a route leads to, if not to a handler: one
// value, for every kind of API that can have it.
//
//	api.Handle(
//		httpapi.Route{Key: "POST /orders", Integration: integrations.Lambda(fn)},
//		httpapi.Route{Key: "GET /legacy/{proxy+}", Integration: integrations.URL("https://legacy.example.com/{proxy}", nil)},
//		httpapi.Route{Key: "POST /jobs", Integration: integrations.SQS(queue, integrations.SendMessage, nil)},
//	)
//
// There are functions ([Lambda]), aliases of them by stage ([LambdaAlias]), HTTP
// servers ([URL]), servers in a VPC ([ALB],
// [NLB], [CloudMap]), AWS services that the API calls itself ([SQS],
// [EventBridge], [StepFunctions], [Kinesis], [AppConfig]) and integrations of
// the CDK ([FromHTTP]). A [Change] says what an HTTP API changes in requests and
// responses.
//
// REST APIs also have [Mock], tables and buckets ([DynamoDB], [S3]), and more
// ways to a function ([LambdaStream], [LambdaMapped]), with a [Mapping] of
// templates.
//
// A target that several routes lead to is one integration of the API. What an
// API can't have is reported at synth, with what it can.
//
// A new integration is a new file here: a value with the methods of
// [Integration] and those of each kind of API that it serves, such as
// [ForHTTP].
package integrations
