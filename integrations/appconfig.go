// Configuration.

package integrations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsappconfig"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
)

var getConfiguration = &action{
	kind: "an AppConfig integration", subtype: "AppConfig-GetConfiguration", allows: "appconfig:GetConfiguration",
	fixed:    []string{"Application", "Environment", "Configuration"},
	required: []string{"ClientId"}, optional: []string{"ClientConfigurationVersion"},
	resources: func(s service) []*string {
		a := appConfig{s}
		app := "application/" + *a.environment().ApplicationId()
		var arns []*string
		for _, path := range []string{
			app,
			app + "/environment/" + *a.environment().EnvironmentId(),
			app + "/configurationprofile/" + *a.configuration().ConfigurationProfileId(),
		} {
			arns = append(arns, arnIn(s.target, awscdk.ArnComponents{
				Service: jsii.String("appconfig"), Resource: jsii.String(path), ArnFormat: awscdk.ArnFormat_NO_RESOURCE_NAME,
			}))
		}
		return arns
	},
}

// AppConfig leads to a configuration as it is deployed to an environment. The
// client's address stands for its id, by which AppConfig deploys in steps; the
// parameter ClientId changes that. Options may be nil.
func AppConfig(environment awsappconfig.IEnvironment, configuration awsappconfig.IConfiguration, options *ServiceOptions) Integration {
	s := newService(getConfiguration, environment, map[string]string{"ClientId": "$context.identity.sourceIp"}, options)
	s.part = configuration
	if isnil.Any(configuration) {
		s.wrong = "its configuration is nil"
	}
	return appConfig{s}
}

type appConfig struct{ service }

func (a appConfig) environment() awsappconfig.IEnvironment {
	return a.target.(awsappconfig.IEnvironment)
}

func (a appConfig) configuration() awsappconfig.IConfiguration {
	return a.part.(awsappconfig.IConfiguration)
}

func (a appConfig) BindHTTP(api HTTPScope) HTTPBinding {
	return a.bind(api, map[string]string{
		"Application":   *a.environment().ApplicationId(),
		"Environment":   *a.environment().EnvironmentId(),
		"Configuration": *a.configuration().ConfigurationProfileId(),
	})
}
