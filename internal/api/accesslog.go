// Access logs of stages.

package api

import "github.com/gatehouse-go/gatehouse/constructs/accesslog"

// AccessLog makes the access log of a stage, which others then know; nil if it
// is off.
func (a *API) AccessLog(s *Stage) *accesslog.Destination {
	log := s.AccessLog.Make(a.Construct, *s.ID("AccessLog"), a.Kind)
	if log != nil {
		s.view.Log, s.view.LogFields = log.Group, log.Fields
	}
	return log
}
