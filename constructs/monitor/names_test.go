// REST APIs, which CloudWatch knows by their name.

package monitor_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/monitor"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// CloudWatch knows REST APIs by their name, without what is not ASCII.
func TestNamesOfRESTAPIs(t *testing.T) {
	stack := synthtest.Stack()
	for _, tt := range []struct{ id, name, dimension string }{
		{"A", "Bücher", "Bcher"}, {"B", "книги", "<B"}, {"C", "plain", "plain"},
	} {
		api := awsapigateway.NewRestApi(stack, jsii.String(tt.id), &awsapigateway.RestApiProps{RestApiName: jsii.String(tt.name)})
		api.Root().AddMethod(jsii.String("GET"), nil, nil)
		monitor.New(stack, "Monitor"+tt.id, &monitor.Props{APIs: []monitor.API{api}})
	}
	alarms := alarmsOf(t, synthtest.Synth(t, stack))
	for id, want := range map[string]string{"MonitorAAServerErrors": "Bcher", "MonitorBBServerErrors": "<B", "MonitorCCServerErrors": "plain"} {
		if got := alarms[id].metrics["requests"].dims["ApiName"]; !strings.HasPrefix(got, want) {
			t.Errorf("%s counts %q, want %q", id, got, want)
		}
	}
}

func TestTwoRESTAPIsOfOneNameAreWarnedOf(t *testing.T) {
	stack := synthtest.Stack()
	var apis []monitor.API
	for _, id := range []string{"A", "B"} {
		api := awsapigateway.NewRestApi(stack, jsii.String(id), &awsapigateway.RestApiProps{RestApiName: jsii.String("same")})
		api.Root().AddMethod(jsii.String("GET"), nil, nil)
		apis = append(apis, api)
	}
	monitor.New(stack, "Monitor", &monitor.Props{APIs: apis})
	synthtest.WantWarning(t, stack, `Test/A and Test/B have the name "same": CloudWatch counts REST APIs by their name`)
}

// The CDK takes the id of an imported API for its name, unless it is told.
func TestImportedRESTAPIWithoutNameIsWarnedOf(t *testing.T) {
	stack := synthtest.Stack()
	api := awsapigateway.RestApi_FromRestApiId(stack, jsii.String("Imported"), jsii.String("abc"))
	monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{api}})
	synthtest.WantWarning(t, stack, `Test/Imported is imported, and its name taken to be its construct id`)
}

func TestNameThatCanNotBeSearchedIsWarnedOf(t *testing.T) {
	stack := synthtest.Stack()
	api := awsapigateway.NewRestApi(stack, jsii.String("Rest"), &awsapigateway.RestApiProps{RestApiName: jsii.String("Tom's")})
	api.Root().AddMethod(jsii.String("GET"), nil, nil)
	monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{api}, PerRoute: true})
	synthtest.WantWarning(t, stack, `Test/Rest: the name "Tom's" has quotes`)
	if titles := bodyOf(t, synthtest.Synth(t, stack)).titles(); slices.Contains(titles, "Busiest routes") {
		t.Errorf("%q", titles)
	}
}
