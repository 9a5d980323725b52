// What keys have used, and what they may.

package usage

import (
	"cmp"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

type usageKey struct{ plan, key, method string }

// Of returns what a server keeps in a map over reloads; nil keeps nothing. A count
// outlives a reload, as it outlives a deployment on AWS, and all APIs of a plan share
// it: a plan is known by its construct path.
func Of(kept *sync.Map) *Counts {
	u := &Counts{counts: map[usageKey]*count{}}
	if kept == nil {
		return u
	}
	k, _ := kept.LoadOrStore(usageKey{}, u)
	return k.(*Counts)
}

// count is what one key has used of one plan, or of one method in it.
type count struct {
	limit   *rate.Limiter
	rate    assembly.Throttle
	period  string
	answers int
}

// Counts are what API keys have used at a server.
type Counts struct {
	mu     sync.Mutex
	counts map[usageKey]*count
}

// throttle takes one request from a bucket, which is made anew when its limits change.
func (u *Counts) throttle(k usageKey, t assembly.Throttle, now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	c := u.count(k)
	if c.limit == nil || c.rate != t {
		c.limit, c.rate = rate.NewLimiter(rate.Limit(t.Rate), t.Burst), t
	}
	return c.limit.AllowN(now, 1)
}

// quota takes one request from a quota.
func (u *Counts) quota(k usageKey, q *assembly.Quota, now time.Time) (used int, ok bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	c := u.count(k)
	if p := period(q.Period, now); c.period != p {
		c.period, c.answers = p, q.Offset
	}
	if c.answers >= q.Limit {
		return c.answers, false
	}
	c.answers++
	return c.answers, true
}

func (u *Counts) count(k usageKey) *count {
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

// Request is a request for which a key is needed.
type Request struct {
	API    *assembly.API
	Stage  string // name
	Value  string // of the key; empty if the request has none
	Method string // as plans name it, e.g. "/todos/GET"; empty if plans can't limit it by itself
	At     time.Time
	Trace  *trace.Recording // gets what was counted
}

// Kind is why a request is refused: gateways answer each in their own way.
type Kind int

// The kinds of refusals.
const (
	Invalid   Kind = iota + 1 // no key, or one that opens nothing here
	Throttled                 // too many at the moment
	Exceeded                  // the quota of the period is used up
)

// Refusal is why a request gets no further.
type Refusal struct {
	Kind   Kind
	Reason string // for the log
}

func refuse(kind Kind, format string, args ...any) *Refusal {
	return &Refusal{kind, fmt.Sprintf(format, args...)}
}

// Take finds the API key of a request, and takes the request from what its usage
// plan allows. The key of a request is returned also if its plan has no room.
func (u *Counts) Take(r Request) (*assembly.APIKey, *Refusal) {
	if r.Value == "" {
		return nil, refused(r.Trace.Note(trace.APIKey, ""), Invalid, "an API key is needed, and the request has none")
	}
	plan, stage, key := planOf(r)
	if plan == nil {
		return nil, refused(r.Trace.Note(trace.APIKey, ""), Invalid,
			"the API key is not one of a usage plan for stage %s, or is not enabled", r.Stage)
	}
	r.Trace.Note(trace.APIKey, cmp.Or(key.Name, key.Path)).With("usage plan", plan.Path)
	if t, ok := stage.Methods[r.Method]; ok {
		step := r.Trace.Note(trace.Throttle, plan.Path).With("requests a second", t.Rate).With("at once", t.Burst).With("method", r.Method)
		if !u.throttle(usageKey{plan.Path, key.ID, r.API.ID + r.Method}, t, r.At) {
			return key, refused(step, Throttled, "usage plan %s: %v a second, %d at once, for this method", plan.Path, t.Rate, t.Burst)
		}
	}
	if t := plan.Throttle; t != nil {
		step := r.Trace.Note(trace.Throttle, plan.Path).With("requests a second", t.Rate).With("at once", t.Burst)
		if !u.throttle(usageKey{plan.Path, key.ID, ""}, *t, r.At) {
			return key, refused(step, Throttled, "usage plan %s: %v a second, %d at once", plan.Path, t.Rate, t.Burst)
		}
	}
	if q := plan.Quota; q != nil {
		used, ok := u.quota(usageKey{plan.Path, key.ID, "quota"}, q, r.At)
		step := r.Trace.Note(trace.Quota, plan.Path).With("used", used).With("limit", q.Limit).With("period", q.Period)
		if !ok {
			return key, refused(step, Exceeded, "usage plan %s: %d requests a %s", plan.Path, q.Limit, q.Period)
		}
	}
	return key, nil
}

// refused is a refusal that its step has, too.
func refused(step trace.Step, kind Kind, format string, args ...any) *Refusal {
	r := refuse(kind, format, args...)
	step.Refuse(r.Reason)
	return r
}

// planOf finds the plan and key of a request.
func planOf(r Request) (*assembly.UsagePlan, *assembly.PlanStage, *assembly.APIKey) {
	for _, plan := range r.API.Plans {
		for i, s := range plan.Stages {
			if s.API != r.API.ID || s.Stage != r.Stage {
				continue
			}
			for _, key := range plan.Keys {
				if key.Value == r.Value && key.Enabled {
					return plan, &plan.Stages[i], key
				}
			}
		}
	}
	return nil, nil, nil
}

// Notes are what the developer must know of an API's plans: stages that do not
// exist, and the values of keys that the template leaves to AWS, since no one
// could know them here.
func Notes(api *assembly.API) (notes []string) {
	stages := map[string]bool{}
	for _, s := range api.Stages {
		stages[s.Name] = true
	}
	for _, plan := range api.Plans {
		for _, s := range plan.Stages {
			if s.API == api.ID && !stages[s.Stage] {
				notes = append(notes, fmt.Sprintf("%s: stage %q is not one of %s", plan.Path, s.Stage, api.Path))
			}
		}
		for _, key := range plan.Keys {
			if key.Made {
				notes = append(notes, fmt.Sprintf("%s: AWS makes the value of this API key; here it is %s", key.Path, key.Value))
			}
		}
	}
	return notes
}
