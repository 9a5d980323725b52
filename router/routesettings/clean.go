// Removing settings of routes that are about to go.

package routesettings

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"slices"

	"github.com/aws/aws-lambda-go/cfn"

	"github.com/gatehouse-go/gatehouse/internal/awssign"
)

// Clean is the handler: CloudFormation calls it when it creates, updates or
// deletes the custom resource, and waits for its answer.
var Clean = cfn.LambdaWrap(func(ctx context.Context, event cfn.Event) (string, map[string]any, error) {
	return clean(ctx, event, awssign.FromEnv("apigateway", os.Getenv("AWS_REGION")))
})

// properties are those of the custom resource.
type properties struct {
	API      string
	Endpoint string // of the service: "https://apigateway.eu-west-1.amazonaws.com"
	Stages   string // JSON: the route keys with settings, by stage

	keys map[string][]string
}

// clean removes settings of routes from stages. Whether an update goes forward
// or is rolled back, the properties are those that the stack is to have: the
// stages have just been brought to them, and routes that go are still there.
func clean(ctx context.Context, event cfn.Event, signer awssign.Signer) (id string, data map[string]any, err error) {
	var p properties
	text, err := json.Marshal(event.ResourceProperties)
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err == nil {
		err = json.Unmarshal([]byte(p.Stages), &p.keys)
	}
	id = "route settings of " + p.API // another API is another resource
	if err != nil || p.API == "" || p.Endpoint == "" {
		return id, nil, fmt.Errorf("routesettings: the properties can't be read: %w", errors.Join(err, fmt.Errorf("%s", text)))
	}
	api := &client{http.DefaultClient, signer, p.Endpoint}
	if event.RequestType == cfn.RequestDelete {
		// The stack goes, or the setting is switched off. Nothing may stand in
		// the way of either, and there is a way by hand.
		if err := api.cleanGone(ctx, p); err != nil {
			slog.WarnContext(ctx, "settings of routes may be left over", "error", err)
		}
		return event.PhysicalResourceID, nil, nil
	}
	for _, stage := range slices.Sorted(maps.Keys(p.keys)) {
		if err := api.keepOnly(ctx, p.API, stage, p.keys[stage]); err != nil {
			return id, nil, err
		}
	}
	return id, nil, nil
}

// keepOnly removes a stage's settings of all routes but some.
func (c *client) keepOnly(ctx context.Context, api, stage string, keep []string) error {
	settings, err := c.settings(ctx, api, stage)
	if err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		if slices.Contains(keep, key) {
			continue
		}
		slog.InfoContext(ctx, "removing settings of a route", "stage", stage, "route", key)
		if err := c.call(ctx, http.MethodDelete, nil, "apis", api, "stages", stage, "routesettings", key); err != nil &&
			!errors.Is(err, errNotFound) {
			return err
		}
	}
	return nil
}

// cleanGone removes what is set for routes that are not there any more.
func (c *client) cleanGone(ctx context.Context, p properties) error {
	routes, err := c.routes(ctx, p.API)
	if err != nil {
		return err
	}
	var errs []error
	for stage := range p.keys {
		errs = append(errs, c.keepOnly(ctx, p.API, stage, routes))
	}
	return errors.Join(errs...)
}

// settings returns a stage's settings of routes; none of a stage that is gone.
func (c *client) settings(ctx context.Context, api, stage string) (map[string]any, error) {
	var answer struct{ RouteSettings map[string]any }
	err := c.call(ctx, http.MethodGet, &answer, "apis", api, "stages", stage)
	if errors.Is(err, errNotFound) {
		return nil, nil
	}
	return answer.RouteSettings, err
}

// routes returns the keys of an API's routes; none of an API that is gone.
func (c *client) routes(ctx context.Context, api string) ([]string, error) {
	var keys []string
	for next, pages := "", 0; pages < 100; pages++ {
		var answer struct {
			Items     []struct{ RouteKey string }
			NextToken string
		}
		err := c.callPage(ctx, http.MethodGet, next, &answer, "apis", api, "routes")
		if errors.Is(err, errNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		for _, r := range answer.Items {
			keys = append(keys, r.RouteKey)
		}
		if next = answer.NextToken; next == "" {
			return keys, nil
		}
	}
	return nil, fmt.Errorf("routesettings: the routes of API %s do not end", api)
}
