// A plan with a quota of one request.

package usage_test

import (
	"fmt"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/usage"
)

func ExampleCounts_Take() {
	api := &assembly.API{ID: "a1", Plans: []*assembly.UsagePlan{{
		Path: "App/Plan", Quota: &assembly.Quota{Limit: 1, Period: "MONTH"},
		Stages: []assembly.PlanStage{{API: "a1", Stage: "v1"}},
		Keys:   []*assembly.APIKey{{ID: "k1", Value: "secret", Enabled: true}},
	}}}
	counts := usage.Of(nil)
	for _, value := range []string{"", "guessed", "secret", "secret"} {
		key, refusal := counts.Take(usage.Request{API: api, Stage: "v1", Value: value, At: time.Unix(0, 0)})
		if refusal != nil {
			fmt.Println(refusal.Reason)
			continue
		}
		fmt.Println(key.ID)
	}
	// Output:
	// an API key is needed, and the request has none
	// the API key is not one of a usage plan for stage v1, or is not enabled
	// k1
	// usage plan App/Plan: 1 requests a MONTH
}
