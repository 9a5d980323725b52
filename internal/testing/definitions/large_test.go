// 2,000 routes in one stack: synthesised, served, and each asked.

package definitions

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/restapi"
)

// largest is the most bytes of a template (CloudFormation user guide, "CloudFormation
// quotas").
const largest = 1_000_000

func TestTwoThousandRoutesInOneStack(t *testing.T) {
	const routes = 2000
	key := func(i int) string { return fmt.Sprintf("GET /area%d/things%d/{id}", i/40, i) }
	for kind, declare := range map[string]func(stack awscdk.Stack, to integrations.Integration){
		"HTTP": func(stack awscdk.Stack, to integrations.Integration) {
			api := httpapi.New(stack, "Api", &httpapi.Props{Definition: true})
			for i := range routes {
				api.Handle(httpapi.Route{Key: key(i), Integration: to})
			}
		},
		"REST": func(stack awscdk.Stack, to integrations.Integration) {
			api := restapi.New(stack, "Api", &restapi.Props{Definition: true})
			for i := range routes {
				api.Handle(restapi.Route{Key: key(i), Integration: to})
			}
		},
	} {
		t.Run(kind, func(t *testing.T) {
			app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false), Outdir: jsii.String(t.TempDir())})
			stack := awscdk.NewStack(app, jsii.String("Large"), nil)
			declare(stack, integrations.Lambda(newWorld(stack, &outside{}).answers))
			if problems := synthtest.Report(app); len(problems) > 0 {
				t.Fatal(problems)
			}
			info, err := os.Stat(filepath.Join(*app.Outdir(), "Large.template.json"))
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("the template has %d bytes", info.Size())
			if info.Size() > largest {
				t.Errorf("the template has %d bytes, more than %d", info.Size(), largest)
			}
			srv, err := local.Start(t.Context(), local.Config{Assembly: *app.Outdir(), Workers: 1})
			if err != nil {
				t.Fatal(err)
			}
			defer srv.Close()
			base := form{base: srv.URL("Large/Api")}
			for i := range routes {
				path := fmt.Sprintf("/area%d/things%d/seven", i/40, i)
				if kind == "REST" {
					path = "/v1" + path
				}
				answer := ask{method: "GET", target: path}.send(t, base)
				var event struct {
					RouteKey, Resource string
					PathParameters     struct{ ID string }
				}
				err := json.Unmarshal([]byte(answer.body), &event)
				if got := event.RouteKey + event.Resource; err != nil || got != key(i) && "GET "+got != key(i) || event.PathParameters.ID != "seven" {
					t.Fatalf("%s: %d %s", path, answer.status, answer.body)
				}
			}
		})
	}
}
