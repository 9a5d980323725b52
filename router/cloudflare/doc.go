// Package cloudflare is the function behind domain.Cloudflare: it writes DNS
// records to Cloudflare, and certificates of Certificate Manager that such records
// validate. CloudFormation calls it through the CDK's provider framework, and asks
// again while a certificate is not issued.
//
//	lambda.Start(cloudflare.OnEvent)    // begins
//	lambda.Start(cloudflare.IsComplete) // is asked until all is done
//
// An application doesn't call it.
package cloudflare
