// One function behind several stages: what it sends goes to the connections of
// the stage that a message came to.

package websocket_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/connectionsenv"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/internal/testing/connectionstest"
	"github.com/gatehouse-go/gatehouse/websocket"
)

// built returns the folder of the function's program, and what the template
// tells it of its connections, with tokens in brackets.
func built(t *testing.T) (dir, connections string) {
	t.Helper()
	app := awscdk.NewApp(&awscdk.AppProps{
		AnalyticsReporting: jsii.Bool(false), Context: &map[string]any{"gatehouse:target": "host"}, Outdir: jsii.String(t.TempDir()),
	})
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := websocket.New(stack, "Api", &websocket.Props{Stages: []websocket.Stage{
		{Variables: map[string]string{"color": "red"}}, {Name: "test", Variables: map[string]string{"color": "blue"}},
	}})
	api.Route("say", "testdata/staged.Say")
	out := *app.Synth(nil).Directory()
	for _, fn := range *assertions.Template_FromStack(stack, nil).FindResources(jsii.String("AWS::Lambda::Function"), nil) {
		properties := (*fn)["Properties"].(map[string]any)
		key := properties["Code"].(map[string]any)["S3Key"].(string)
		value := properties["Environment"].(map[string]any)["Variables"].(map[string]any)[connectionsenv.Name]
		var text strings.Builder
		for _, part := range value.(map[string]any)["Fn::Join"].([]any)[1].([]any) {
			if token, ok := part.(map[string]any); ok {
				part = fmt.Sprintf("[%v]", token["Ref"])
			}
			fmt.Fprint(&text, part)
		}
		return filepath.Join(out, "asset."+strings.TrimSuffix(key, ".zip")), text.String()
	}
	t.Fatal("no function")
	return "", ""
}

func TestEachStageHasItsOwnConnections(t *testing.T) {
	dir, connections := built(t)
	endpoints := map[string]*connectionstest.Endpoint{}
	for _, url := range connectionsenv.Parse(connections) {
		if want := "https://[ApiF70053CD].execute-api.[AWS::Region].[AWS::URLSuffix]/" + url.Stage; url.URL != want {
			t.Fatalf("connections of stage %s are at %s, want %s", url.Stage, url.URL, want)
		}
		e := connectionstest.NewOf(t, url.Stage)
		connections = strings.Replace(connections, url.Stage+"="+url.URL, url.Stage+"="+e.URL, 1)
		endpoints[url.Stage] = e
	}
	if got := slices.Sorted(maps.Keys(endpoints)); !slices.Equal(got, []string{"test", "v1"}) {
		t.Fatalf("the function knows of the stages %v", got)
	}
	environment := connectionstest.Environment()
	environment[connectionsenv.Name] = connections
	fn := lambdaruntime.New(lambdaruntime.Config{
		Name: "staged", Command: []string{"./bootstrap"}, Dir: dir, Timeout: 10 * time.Second, Environment: environment,
		Log: func(l lambdaruntime.Line) { t.Log(l.Text) },
	})
	t.Cleanup(fn.Close)

	for stage, color := range map[string]string{"v1": "red", "test": "blue"} {
		id := "of-" + stage + "="
		endpoints[stage].Open(id)
		event, err := json.Marshal(map[string]any{
			"body": `{"action":"say","to":"` + id + `"}`, "stageVariables": map[string]string{"color": color},
			"requestContext": map[string]any{
				"routeKey": "say", "eventType": "MESSAGE", "connectionId": "sender=", "stage": stage,
				"domainName": "abc.execute-api.eu-west-1.amazonaws.com", "requestId": "r",
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := fn.Invoke(t.Context(), event)
		if err != nil || !strings.Contains(string(answer), `"statusCode":200`) {
			t.Errorf("stage %s: %s %v", stage, answer, err)
		}
		if got, want := endpoints[stage].Messages(id), []string{`{"color":"` + color + `","stage":"` + stage + `"}`}; !slices.Equal(got, want) {
			t.Errorf("stage %s: sent %v, want %v", stage, got, want)
		}
	}
	for stage, e := range endpoints {
		if n, _ := e.Load(); n != 1 {
			t.Errorf("the endpoint of stage %s had %d requests, want its own only", stage, n)
		}
	}
}
