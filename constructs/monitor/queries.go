// Saved queries of the access logs.

package monitor

import "github.com/gatehouse-go/gatehouse/internal/synth/accesslogs"

// saveQueries saves queries of each stage's access log, in a folder of the
// console that is named after the stage. The logs are known once the APIs are
// rendered.
func (m *Monitor) saveQueries() {
	if m.props.NoQueries {
		return
	}
	for _, s := range m.subjects {
		if s.stage != nil && s.stage.Log != nil && s.stage.LogFields {
			accesslogs.SaveQueries(m, "Queries:"+m.id(s.api)+":"+s.name, s.kind, *s.api.Node().Path()+"/"+s.name, s.stage.Log)
		}
	}
}
