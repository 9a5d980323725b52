// The switches, and who asks them.

package fault

import (
	"slices"
	"sync/atomic"
)

// All stands for every API, or every function.
const All = "*"

// State is which faults are on.
type State struct {
	// Throttle has the routes whose requests are answered as if their throttle
	// were exceeded.
	Throttle []Route `json:"throttle"`

	// Timeout has the functions, by construct path, that end as if they had taken
	// longer than their timeout; nobody waits for that. All is every function.
	Timeout []string `json:"timeout"`

	// JWKSDown makes the keys of all issuers unreachable, also those that are
	// known already.
	JWKSDown bool `json:"jwksDown"`

	// ColdStart has the functions, by construct path, of which each event starts
	// a new process. All is every function.
	ColdStart []string `json:"coldStart"`
}

// Route is a route, or all routes of an API.
type Route struct {
	API   string `json:"api"`             // construct path, or All
	Route string `json:"route,omitempty"` // its key; empty is every route
}

// Switches are the faults of a server. Its methods may be called concurrently.
type Switches struct{ state atomic.Pointer[State] }

// Set sets all switches.
func (s *Switches) Set(to State) {
	to.Throttle = slices.Clone(to.Throttle)
	to.Timeout = slices.Clone(to.Timeout)
	to.ColdStart = slices.Clone(to.ColdStart)
	s.state.Store(&to)
}

// State returns which faults are on. Its lists are not nil.
func (s *Switches) State() State {
	now := State{}
	if on := s.now(); on != nil {
		now = *on
	}
	now.Throttle = append([]Route{}, now.Throttle...)
	now.Timeout = append([]string{}, now.Timeout...)
	now.ColdStart = append([]string{}, now.ColdStart...)
	return now
}

func (s *Switches) now() *State {
	if s == nil {
		return nil
	}
	return s.state.Load()
}

// Throttles returns why a request to a route is throttled; "" if it is not.
func (s *Switches) Throttles(api, route string) string {
	on := s.now()
	if on == nil {
		return ""
	}
	for _, r := range on.Throttle {
		if (r.API == All || r.API == api) && (r.Route == "" || r.Route == route) {
			return "the fault switch \"throttle\" is on"
		}
	}
	return ""
}

// TimesOut reports whether a function is to time out.
func (s *Switches) TimesOut(function string) bool {
	on := s.now()
	return on != nil && names(on.Timeout, function)
}

// StartsCold reports whether each event of a function is to start a process.
func (s *Switches) StartsCold(function string) bool {
	on := s.now()
	return on != nil && names(on.ColdStart, function)
}

// JWKSDown reports whether the keys of issuers are to be unreachable.
func (s *Switches) JWKSDown() bool {
	on := s.now()
	return on != nil && on.JWKSDown
}

func names(list []string, function string) bool {
	return slices.Contains(list, All) || slices.Contains(list, function)
}
