// API keys and usage plans.

package restapi

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
)

// usageOf is what keys have used at a server. It outlives a reload, as it outlives a
// deployment on AWS, and all APIs of a plan share it: a plan is known by its construct
// path.
func usageOf(host *gateway.Host) *usage {
	u := &usage{counts: map[usageKey]*count{}}
	if host.Kept == nil {
		return u
	}
	kept, _ := host.Kept.LoadOrStore(usageKey{}, u)
	return kept.(*usage)
}

type usageKey struct{ plan, key, method string }

// count is what one key has used of one plan, or of one method in it.
type count struct {
	limit   *rate.Limiter
	rate    assembly.Throttle
	period  string
	answers int
}

type usage struct {
	mu     sync.Mutex
	counts map[usageKey]*count
}

// throttle takes one request from a bucket, which is made anew when its limits change.
func (u *usage) throttle(k usageKey, t assembly.Throttle, now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	c := u.count(k)
	if c.limit == nil || c.rate != t {
		c.limit, c.rate = rate.NewLimiter(rate.Limit(t.Rate), t.Burst), t
	}
	return c.limit.AllowN(now, 1)
}

// quota takes one request from a quota.
func (u *usage) quota(k usageKey, q *assembly.Quota, now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	c := u.count(k)
	if p := period(q.Period, now); c.period != p {
		c.period, c.answers = p, q.Offset
	}
	if c.answers >= q.Limit {
		return false
	}
	c.answers++
	return true
}

func (u *usage) count(k usageKey) *count {
	c := u.counts[k]
	if c == nil {
		c = &count{}
		u.counts[k] = c
	}
	return c
}

// period names the period of a quota, in UTC; weeks begin on Sunday (developer guide).
func period(of string, now time.Time) string {
	now = now.UTC()
	switch of {
	case "MONTH":
		return now.Format("2006-01")
	case "WEEK":
		return now.AddDate(0, 0, -int(now.Weekday())).Format("week 2006-01-02")
	}
	return now.Format("2006-01-02")
}

// checkKey finds the API key of a request, and whether its usage plan has room.
func (g *restAPI) checkKey(c *call) *failure {
	if !c.method.APIKey {
		return nil
	}
	value := c.header.Get("X-Api-Key")
	if g.rest.KeyFromAuthorizer {
		value = ""
		if c.who != nil {
			value = textOf(c.who.Lambda["usageIdentifierKey"])
		}
	}
	if value == "" {
		return forbidden("the method needs an API key, and the request has none")
	}
	plan, stage, key := g.planOf(c.stage.Name, value)
	if plan == nil {
		return forbidden("the API key is not one of a usage plan for stage %s, or is not enabled", c.stage.Name)
	}
	c.key, c.keyID = value, key.ID
	if c.context != nil {
		c.addKey()
	}
	verb, _, _ := strings.Cut(c.method.Key, " ") // ANY, where the method is
	if t, ok := stage.Methods[c.method.resource+"/"+verb]; ok {
		if !g.used.throttle(usageKey{plan.Path, key.ID, c.method.Key}, t, c.Started) {
			return &failure{kind: throttled, reason: fmt.Sprintf("usage plan %s: %v a second, %d at once, for this method", plan.Path,
				t.Rate, t.Burst)}
		}
	}
	if t := plan.Throttle; t != nil && !g.used.throttle(usageKey{plan.Path, key.ID, ""}, *t, c.Started) {
		return &failure{kind: throttled, reason: fmt.Sprintf("usage plan %s: %v a second, %d at once", plan.Path, t.Rate, t.Burst)}
	}
	if q := plan.Quota; q != nil && !g.used.quota(usageKey{plan.Path, key.ID, "quota"}, q, c.Started) {
		return &failure{kind: quotaExceeded, reason: fmt.Sprintf("usage plan %s: %d requests a %s", plan.Path, q.Limit, q.Period)}
	}
	return nil
}

// planOf finds the plan and key for a value in a stage.
func (g *restAPI) planOf(stage, value string) (*assembly.UsagePlan, *assembly.PlanStage, *assembly.APIKey) {
	for _, plan := range g.rest.Plans {
		for i, s := range plan.Stages {
			if s.API != g.api.ID || s.Stage != stage {
				continue
			}
			for _, key := range plan.Keys {
				if key.Value == value && key.Enabled {
					return plan, &plan.Stages[i], key
				}
			}
		}
	}
	return nil, nil, nil
}

// tellKeys logs the values of keys that the template leaves to AWS, since no one could
// know them here.
func (g *restAPI) tellKeys() {
	for _, plan := range g.rest.Plans {
		for _, s := range plan.Stages {
			if s.API == g.api.ID && g.stages[s.Stage] == nil {
				g.host.Warn(fmt.Sprintf("%s: stage %q is not one of %s", plan.Path, s.Stage, g.api.Path))
			}
		}
		for _, key := range plan.Keys {
			if key.Made {
				g.host.Warn(fmt.Sprintf("%s: AWS makes the value of this API key; here it is %s", key.Path, key.Value))
			}
		}
	}
}
