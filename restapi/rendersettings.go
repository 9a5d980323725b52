// What a stage is told of its logs, limits, cache and canary, at synth.

package restapi

import (
	"cmp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/account"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// renderStages sets on the stages what depends on routes and on the rest of the
// application.
func (a *API) renderStages(p *plan.Plan) {
	account := account.Of(a)
	for _, s := range a.stages {
		cfn := s.cfn()
		if settings, set := a.methodSettings(s, p); set || cfn.MethodSettings() == nil {
			cfn.SetMethodSettings(settings)
		}
		if log := a.base.AccessLog(s.Stage); log != nil {
			cfn.SetAccessLogSetting(&awsapigateway.CfnStage_AccessLogSettingProperty{DestinationArn: log.ARN, Format: log.Format})
		}
		if s.Pinned() {
			cfn.SetDeploymentId(jsii.String(s.Deployment))
		}
		if c := s.own.Cache; c != nil {
			cfn.SetCacheClusterEnabled(true)
			cfn.SetCacheClusterSize(jsii.String(c.size()))
		}
		stageOff(cfn)
		if c := s.own.Canary; c != nil {
			a.renderCanary(c, cfn)
		}
		if s.own.ClientCertificate {
			certificate := awsapigateway.NewCfnClientCertificate(a, jsii.String("ClientCertificate:"+s.Name),
				&awsapigateway.CfnClientCertificateProps{
					Description: jsii.String(*a.RestApi.RestApiName() + " " + s.Name),
				})
			cfn.SetClientCertificateId(certificate.Ref())
		}
		if account != nil {
			s.l2.Node().AddDependency(account)
		}
	}
	a.renderWAF()
}

// methodSettings are the stage's settings for all methods, then those of single
// ones, and whether any is on. The service takes a method's settings whole, so a
// single one repeats what holds for all.
func (a *API) methodSettings(s *stage, p *plan.Plan) (out []any, set bool) {
	all := methodsOff()
	if t := s.Throttle; t != nil {
		all.ThrottlingRateLimit, all.ThrottlingBurstLimit, set = jsii.Number(t.Rate), jsii.Number(t.Burst), true
	}
	if s.ExecutionLog != "" {
		all.LoggingLevel, set = jsii.String(s.ExecutionLog), true
	}
	if s.LogData {
		all.DataTraceEnabled, set = true, true
	}
	if s.View().DetailedMetrics {
		all.MetricsEnabled, set = true, true
	}
	set = set || s.own.Cache != nil
	out = append(out, &all)
	for _, r := range p.Routes {
		declared, _ := r.Declared.(Route)
		one, differs := all, false
		if t := a.base.ThrottleOf(s.Stage, r); t != nil {
			one.ThrottlingRateLimit, one.ThrottlingBurstLimit, differs = jsii.Number(t.Rate), jsii.Number(t.Burst), true
		}
		if s.own.Cache != nil && cached(r) {
			differs = true
			one.CachingEnabled = true
			one.CacheDataEncrypted = !s.own.Cache.Unencrypted
			one.CacheTtlInSeconds = jsii.Number(cmp.Or(declared.Cache.ttl(), s.own.Cache.ttl()).Seconds())
		}
		if differs {
			set = true
			one.ResourcePath = jsii.String(settingsPath(r.Resource))
			for _, method := range methods(p, r, a.props.CORS != nil) {
				single := one
				single.HttpMethod = jsii.String(method)
				out = append(out, &single)
			}
		}
	}
	return out, set
}

// anyMethods are those that a method ANY takes.
var anyMethods = []string{"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}

// methods are those by which a stage knows a route. ANY is not one of them: it
// stands for each that no other route has, and with preflights not for OPTIONS.
func methods(p *plan.Plan, r *plan.Planned, preflight bool) []string {
	if r.Key.Method != "ANY" {
		return []string{r.Key.Method}
	}
	return slices.DeleteFunc(slices.Clone(anyMethods), func(method string) bool {
		return method == "OPTIONS" && preflight || slices.ContainsFunc(p.Routes, func(o *plan.Planned) bool {
			return o.Resource == r.Resource && o.Key.Method == method
		})
	})
}

// settingsPath is a path as settings of methods have it: its slashes encoded,
// after one that is not; the root is the one alone.
func settingsPath(r *plan.Resource) string {
	if r == nil {
		return "/"
	}
	return "/" + strings.ReplaceAll(r.Path, "/", "~1")
}

// renderCanary sends most requests to the deployment that was there before.
func (a *API) renderCanary(c *Canary, cfn awsapigateway.CfnStage) {
	setting := &awsapigateway.CfnStage_CanarySettingProperty{
		PercentTraffic: jsii.Number(c.Percent),
		DeploymentId:   a.deployment.DeploymentId(),
		UseStageCache:  c.UseStageCache,
	}
	if len(c.Variables) > 0 {
		setting.StageVariableOverrides = c.Variables
	}
	cfn.SetCanarySetting(setting)
	cfn.SetDeploymentId(jsii.String(c.Base))
}
