// Where the API and its parts are declared, for who serves the assembly.

package api

import (
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/places"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// notePlaces writes the places into the assembly: all of them at once, since each
// call of the kernel takes its time.
func (a *API) notePlaces() {
	p := places.Places{API: placeOf(a.Pos), Routes: map[string]string{}, Authorizers: map[string]string{}}
	for _, r := range a.plan.Routes {
		p.Routes[r.Key.String()] = placeOf(r.Pos)
		if name := r.Auth.Name(); name != "" && p.Authorizers[name] == "" {
			pos := r.Pos
			if r.Auth == a.in.Default {
				pos = a.in.DefaultPos
			}
			p.Authorizers[name] = placeOf(pos)
		}
	}
	a.Construct.Node().AddMetadata(jsii.String(places.Metadata), p.Map(), nil)
}

func placeOf(pos plan.Pos) string { return places.Of(pos.File, pos.Line) }
