// The log of a test that failed.

package gatehousetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/local"
)

// ending is a fake test whose end can be brought about.
type ending struct {
	fake
	cleanups []func()
	log      strings.Builder
}

func (e *ending) Cleanup(f func()) { e.cleanups = append(e.cleanups, f) }
func (e *ending) Failed() bool     { return len(e.errors) > 0 }
func (e *ending) Log(args ...any)  { fmt.Fprintln(&e.log, args...) }
func (e *ending) end() string {
	for _, f := range slices.Backward(e.cleanups) {
		f()
	}
	return e.log.String()
}

func TestTheLogOfAFailedTestHasTheLastTraces(t *testing.T) {
	inModule(t)
	for _, fails := range []bool{false, true} {
		e := &ending{fake: fake{TB: t}}
		api := Serve(e, shop, local.Config{}).API("Shop/Http")
		api.Do("GET", "/items/7", nil).Status(200)
		response := api.Do("GET", "/mine/7", nil)
		if fails {
			response.Status(200)
		}
		log := e.end()
		if !fails {
			if strings.Contains(log, "traces") {
				t.Errorf("a test that passes logs %s", log)
			}
			continue
		}
		for _, want := range []string{
			"the last 2 of 2 traces:", "GET /mine/7 to Shop/Http: 401 Unauthorized", "why: no token in $request.header.Authorization",
			"route GET /mine/{id}, gatehousetest/gatehousetest_test.go:", "refused authorizer login: no token",
		} {
			if !strings.Contains(log, want) {
				t.Errorf("no %q in\n%s", want, log)
			}
		}
	}
}
