// Package domain gives APIs a name of yours: a certificate, API Gateway's domain
// name, DNS records, and mappings of stages to paths.
//
//	zone := awsroute53.HostedZone_FromHostedZoneAttributes(stack, jsii.String("Zone"), ...)
//	d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", Zone: zone})
//
//	httpapi.New(stack, "Api", &httpapi.Props{
//		Stages: []httpapi.Stage{{Domain: &domain.Mapping{Domain: d, Path: "v1"}}},
//	})
//	d.Map("old", old.DefaultStage()) // an API of the CDK's own
//
// The API's routes are then below https://api.example.com/v1. Stages of several
// APIs, also of other stacks, may share a domain, and a stage may have several.
// What would conflict is reported at synth.
//
// Everything that New makes can be brought along: a Certificate, DNS elsewhere, a
// domain that exists ([FromAttributes], [FromHTTP], [FromREST]).
package domain
