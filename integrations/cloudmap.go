// Services that are registered with AWS Cloud Map.

package integrations

import "github.com/aws/aws-cdk-go/awscdk/v2/awsservicediscovery"

// CloudMap leads to the instances of a Cloud Map service, which needs SRV
// records or HTTP discovery with a port for each instance. Options must name
// the VPC or a VPC link.
func CloudMap(service awsservicediscovery.IService, options *PrivateOptions) Integration {
	return cloudMap{newPrivate("CloudMap", service, options)}
}

type cloudMap struct{ private }

func (cloudMap) Kind() string { return "a CloudMap integration" }
