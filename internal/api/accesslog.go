// Access logs of stages.

package api

import "github.com/aws/aws-cdk-go/awscdk/v2/awslogs"

// AccessLog makes the group of a stage's access log, which others then know;
// nil if the log is off.
func (a *API) AccessLog(s *Stage) awslogs.ILogGroup {
	group := s.AccessLog.GroupAs(a.Construct, *s.ID("AccessLog"))
	if group == nil {
		return nil
	}
	s.view.Log, s.view.LogFields = group, true
	return group
}
