// Package domain gives APIs a name of yours: a certificate, API Gateway's domain
// name, DNS records, and mappings of stages to paths.
//
//	d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", Zone: zone})
//	httpapi.New(stack, "Api", &httpapi.Props{
//		Stages: []httpapi.Stage{{Domain: &domain.Mapping{Domain: d, Path: "v1"}}},
//	})
package domain
