// Where the app declares what it has.

package assembly

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/places"
)

// readPlaces reads an entry of metadata. One that can't be read is left out: only
// links are lost.
func (r *reader) readPlaces(path string, data any) {
	text, err := json.Marshal(data)
	if err != nil {
		return
	}
	var p places.Places
	if json.Unmarshal(text, &p) == nil {
		r.places[path] = p
	}
}

// place tells APIs, routes and authorizers where they are declared.
func (r *reader) place() {
	for _, api := range r.app.APIs {
		api.Place = r.places[api.Path].API
		for _, route := range api.Routes {
			p := r.placesAround(route.Path, api.Path)
			route.Place = p.Routes[route.Key]
			if a := route.Authorizer; a != nil && a.Place == "" {
				a.Place = p.Authorizers[a.Name]
			}
		}
	}
}

// placesAround are those of the construct that holds a route: of its API, or of
// an extension of it.
func (r *reader) placesAround(route, api string) places.Places {
	for path := route; path != ""; {
		if p, ok := r.places[path]; ok {
			return p
		}
		i := strings.LastIndexByte(path, '/')
		path = path[:max(i, 0)]
	}
	return r.places[api]
}

// Position splits a place such as "main.go:14" into file and line.
func Position(place string) (file string, line int, ok bool) {
	i := strings.LastIndexByte(place, ':')
	if i <= 0 {
		return "", 0, false
	}
	line, err := strconv.Atoi(place[i+1:])
	return place[:i], line, err == nil && line > 0
}
