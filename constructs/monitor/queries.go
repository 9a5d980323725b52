// Saved queries of the access logs.

package monitor

// saveQueries does nothing as yet.
func (m *Monitor) saveQueries() {}
