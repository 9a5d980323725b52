// Fault switches: GET and POST /api/faults.

package console

import (
	"net/http"
	"slices"

	"github.com/gatehouse-go/gatehouse/local/internal/fault"
)

// faultsAsked is the body of POST /api/faults: what is left out stays as it is.
type faultsAsked struct {
	Throttle  *[]fault.Route `json:"throttle"`
	Timeout   *[]string      `json:"timeout"`
	JWKSDown  *bool          `json:"jwksDown"`
	ColdStart *[]string      `json:"coldStart"`
}

func (c *Console) faults(*http.Request) (any, error) {
	server, err := c.serving()
	if err != nil {
		return nil, err
	}
	return server.Faults().State(), nil
}

func (c *Console) setFaults(r *http.Request) (any, error) {
	var asked faultsAsked
	if err := read(r, &asked); err != nil {
		return nil, err
	}
	server, err := c.serving()
	if err != nil {
		return nil, err
	}
	if err := known(server, asked); err != nil {
		return nil, err
	}
	c.setting.Lock()
	defer c.setting.Unlock()
	state := server.Faults().State()
	if asked.Throttle != nil {
		state.Throttle = *asked.Throttle
	}
	if asked.Timeout != nil {
		state.Timeout = *asked.Timeout
	}
	if asked.JWKSDown != nil {
		state.JWKSDown = *asked.JWKSDown
	}
	if asked.ColdStart != nil {
		state.ColdStart = *asked.ColdStart
	}
	server.Faults().Set(state)
	c.Changed()
	return server.Faults().State(), nil
}

// known refuses faults of APIs, routes and functions that the app does not have:
// a slip would be a fault that never happens.
func known(server Server, asked faultsAsked) error {
	apis, functions := server.Describe()
	var ids []string
	for _, f := range functions {
		ids = append(ids, f.ID)
	}
	for _, list := range []*[]string{asked.Timeout, asked.ColdStart} {
		if list == nil {
			continue
		}
		for _, id := range *list {
			if id != fault.All && !slices.Contains(ids, id) {
				return refuse(http.StatusBadRequest, "there is no function %s; there are: %s, and %q for all", quoted(id), listed(ids), fault.All)
			}
		}
	}
	if asked.Throttle == nil {
		return nil
	}
	for _, one := range *asked.Throttle {
		if one.API == fault.All {
			continue
		}
		i := slices.IndexFunc(apis, func(a API) bool { return a.Path == one.API })
		if i < 0 {
			return refuse(http.StatusBadRequest, "there is no API %s; %q is all of them", quoted(one.API), fault.All)
		}
		if one.Route != "" && !slices.ContainsFunc(apis[i].Routes, func(r Route) bool { return r.Key == one.Route }) {
			return refuse(http.StatusBadRequest, "%s has no route %s; an empty one is all of them", one.API, quoted(one.Route))
		}
	}
	return nil
}
