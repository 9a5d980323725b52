// Throttling by stage and method.

package restapi

import (
	"fmt"

	"golang.org/x/time/rate"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// limits are the buckets of a stage, by the key of the method.
type limits map[string]*rate.Limiter

func (g *restAPI) newLimits(s *assembly.Stage) limits {
	l := limits{}
	for _, m := range g.list {
		if t := settingOf(s, m).Throttle; t != nil && t.Rate >= 0 {
			l[m.Key] = rate.NewLimiter(rate.Limit(t.Rate), t.Burst)
		}
	}
	return l
}

// settingOf puts the settings of a stage for a method together: those for all methods,
// and over them its own.
func settingOf(s *assembly.Stage, m *method) (set assembly.MethodSetting) {
	if s.REST == nil {
		return set
	}
	for rank := range 2 {
		for _, one := range s.REST.Settings {
			all := one.Resource == "/*" && one.Method == "*"
			verb := one.Method == "*" || m.Key == one.Method+" "+m.resource
			own := one.Resource == m.resource && verb
			if rank == 0 && !all || rank == 1 && (all || !own) {
				continue
			}
			if one.Throttle != nil {
				set.Throttle = one.Throttle
			}
			if one.Caching != nil {
				set.Caching = one.Caching
			}
			if one.TTL != nil {
				set.TTL = one.TTL
			}
			if one.Level != "" {
				set.Level = one.Level
			}
			set.Trace = set.Trace || one.Trace
		}
	}
	return set
}

// take takes one request out of the method's bucket.
func (l limits) take(c *call) *failure {
	if why := c.api.host.Throttled(c.Trace, c.api.api.Path, c.method.Key); why != "" {
		return &failure{kind: throttled, reason: why}
	}
	bucket := l[c.method.Key]
	if bucket == nil {
		return nil
	}
	var f *failure
	if !bucket.AllowN(c.Started, 1) {
		f = &failure{kind: throttled, reason: fmt.Sprintf("the method's throttle of %v a second, %d at once", bucket.Limit(), bucket.Burst())}
	}
	f.end(c.Trace.Note(trace.Throttle, "").In(c.stage.place).With("requests a second", bucket.Limit()).With("at once", bucket.Burst()))
	return f
}
