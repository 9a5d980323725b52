// Access logs of stages.

package api

import (
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/internal/plan"
)

// AccessLog makes the access log of a stage, which others then know; nil if it
// is off.
func (a *API) AccessLog(s *Stage) *accesslog.Destination {
	if a.withoutRole(s) {
		return nil
	}
	log := s.AccessLog.Make(a.Construct, *s.ID("AccessLog"), a.Kind)
	if log != nil {
		s.view.Log, s.view.LogFields = log.Group, log.Fields
	}
	return log
}

// withoutRole tells whether a stage has no access log because nothing says that
// the account has the role by which it would be written: without that role a
// stage with a log can't be deployed. HTTP APIs write theirs without one. (API
// Gateway developer guide, "Set up CloudWatch logging for REST APIs" and "Set up
// logging for WebSocket APIs".)
func (a *API) withoutRole(s *Stage) bool {
	return s.AccessLog == nil && a.Kind != plan.HTTP && AccountOf(a.Construct) == nil
}
