// Keys of one value in several APIs of an application.

package restapi

import (
	"github.com/gatehouse-go/gatehouse/internal/synth/perapp"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// apisWithKeys has the APIs of each app whose plans have keys, in the order in
// which they were made.
var apisWithKeys perapp.Values[apiList]

type apiList struct{ all []*API }

func (l *apiList) add(a *API) {
	for _, u := range a.props.Plans {
		if len(u.Keys) > 0 {
			l.all = append(l.all, a)
			return
		}
	}
}

// checkKeyValues finds keys whose value a key of an earlier API has, in the same
// account and region: API Gateway takes a value once there. (API Gateway
// developer guide, "Usage plans and API keys for REST APIs".) Stages of the CDK
// may be deployed to places of their own, so only what is certain is reported.
func (a *API) checkKeyValues() {
	for _, other := range apisWithKeys.Of(a).all {
		if other == a {
			return
		}
		if !a.besides(other) {
			continue
		}
		taken := map[string]string{}
		for _, u := range other.props.Plans {
			for _, key := range u.Keys {
				if key.Value != "" {
					taken[key.Value] = key.Name
				}
			}
		}
		for _, u := range a.props.Plans {
			for _, key := range u.Keys {
				if name, found := taken[key.Value]; found {
					a.base.Problem(a.base.Pos,
						"usage plan %q: key %q: has the Value of key %q of %s, made at %v: each key of an account and region has a value of its own; "+
							"name that key by its ID instead",
						u.Name, key.Name, name, *other.Node().Path(), other.base.Pos)
				}
			}
		}
	}
}

// besides reports whether two APIs are certainly in one account and region.
func (a *API) besides(other *API) bool {
	region, account := place.Of(a)
	otherRegion, otherAccount := place.Of(other)
	if place.Differ(region, otherRegion) || place.Differ(account, otherAccount) {
		return false
	}
	known := !token.In(region) && !token.In(otherRegion) && !token.In(account) && !token.In(otherAccount)
	return known || place.Stage(a) == place.Stage(other)
}
