// Fronts as they are served.

package local

// Front describes a CloudFront distribution.
type Front struct {
	Path  string   `json:"path"`            // construct path
	Names []string `json:"names,omitempty"` // of the app's own domain names
	URL   string   `json:"url"`             // on this machine
}

// Fronts describes the CloudFront distributions that are served, by their paths.
func (s *Server) Fronts() []Front {
	s.mu.Lock()
	defer s.mu.Unlock()
	var fronts []Front
	for _, f := range s.app.Fronts {
		fronts = append(fronts, Front{Path: f.Path, Names: f.Names, URL: s.doors.URL(f.Path)})
	}
	return fronts
}
