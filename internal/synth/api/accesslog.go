// Access logs of stages.

package api

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/internal/synth/accesslogs"
	"github.com/gatehouse-go/gatehouse/internal/synth/account"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// AccessLog makes the access log of a stage, which others then know; nil if it
// is off.
func (a *API) AccessLog(s *Stage) *accesslogs.Destination {
	if a.withoutRole(s) {
		return nil
	}
	log := accesslogs.Make(s.AccessLog, a.Construct, *s.ID("AccessLog"), a.Kind)
	if log != nil {
		s.view.Log, s.view.LogFields = log.Group, log.Fields
	}
	return log
}

// withoutRole reports whether a stage has no access log because nothing says that
// the account has the role by which it would be written: without that role a
// stage with a log can't be deployed. HTTP APIs write theirs without one. (API
// Gateway developer guide, "Set up CloudWatch logging for REST APIs" and "Set up
// logging for WebSocket APIs".)
func (a *API) withoutRole(s *Stage) bool {
	return s.AccessLog == nil && a.Kind != plan.HTTP && account.Of(a.Construct) == nil
}

// checkLogGroup reports a log group of the user's that the stage can't write to:
// it must be in the API's own region and account, and what is in another Stage of
// the CDK can't be referred to.
func (a *API) checkLogGroup(s *Stage) {
	if s.AccessLog == nil || s.AccessLog.Group == nil {
		return
	}
	group := s.AccessLog.Group
	if here, there, other := place.Stages(a.Construct, group); other {
		a.Problem(a.Pos, "stage %q: access log: the Group is in %s, and the API in %s: nothing can refer to what is in another Stage of the "+
			"CDK, so make a group there", s.shown, there, here)
		return
	}
	region, account := place.Of(group)
	stack := awscdk.Stack_Of(a.Construct)
	for _, in := range []struct{ unit, there, here string }{{"region", region, *stack.Region()}, {"account", account, *stack.Account()}} {
		if place.Differ(in.there, in.here) {
			a.Problem(a.Pos, "stage %q: access log: the Group is in the %s %s, and the API in %s: a stage writes to its own %s only", s.shown,
				in.unit, in.there, in.here, in.unit)
		}
	}
}
