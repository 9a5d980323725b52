// Saved queries ask for fields that the log has.

package accesslogs_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/internal/synth/accesslogs"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestSavedQueries(t *testing.T) {
	stack := synthtest.Stack()
	for _, kind := range kinds {
		id := strings.Fields(kind.Name)[0]
		log := accesslogs.Make(nil, stack, id, kind)
		accesslogs.SaveQueries(stack, id+"Queries", kind, "shop/"+id, log.Group)
	}
	synthtest.Golden(t, stack, "queries")
}

func TestQueriesOfNoGroupAskForOne(t *testing.T) {
	stack := synthtest.Stack()
	accesslogs.SaveQueries(stack, "Queries", plan.HTTP, "shop")
	for id, r := range synthtest.Synth(t, stack).Resources {
		if groups, has := r.Properties["LogGroupNames"]; has {
			t.Errorf("%s: %v", id, groups)
		}
	}
}

func TestLongNameOfQueriesIsReported(t *testing.T) {
	name := strings.Repeat("é", 240)
	stack := synthtest.Stack()
	accesslogs.SaveQueries(stack, "Queries", plan.HTTP, name)
	accesslogs.SaveQueries(stack, "Token", plan.HTTP, *awscdk.NewCfnParameter(stack, jsii.String("Name"), nil).ValueAsString()+name)
	synthtest.Synth(t, stack)

	stack = synthtest.Stack()
	accesslogs.SaveQueries(stack, "Queries", plan.HTTP, name+"é")
	if got := synthtest.Report(awscdk.App_Of(stack)); len(got) != 1 || !strings.Contains(got[0], "has 241 characters; there is room for 240") {
		t.Errorf("%q", got)
	}
}

var (
	literals = regexp.MustCompile(`/[^/]*/|"[^"]*"`)
	aliases  = regexp.MustCompile(`\bas (\w+)`)
	words    = regexp.MustCompile(`@?[A-Za-z_]\w*`)
	language = strings.Fields("filter stats sort limit by as like or and not desc asc count count_distinct pct max latest @timestamp")
)

// A word of a query is of the language, a name that the query gave, or a field
// of the log: a field that was renamed would leave the query empty.
func TestQueriesAskForFieldsOfTheLog(t *testing.T) {
	for _, kind := range kinds {
		stack := synthtest.Stack()
		group := awslogs.LogGroup_FromLogGroupName(stack, jsii.String("Own"), jsii.String("own"))
		accesslogs.SaveQueries(stack, "Queries", kind, "shop", group)
		resources := synthtest.Synth(t, stack).Resources
		if len(resources) != 3 {
			t.Fatalf("%s: %d queries", kind.Name, len(resources))
		}
		for _, id := range slices.Sorted(maps.Keys(resources)) {
			text := literals.ReplaceAllString(resources[id].Properties["QueryString"].(string), "")
			known := slices.Clone(language)
			for _, alias := range aliases.FindAllStringSubmatch(text, -1) {
				known = append(known, alias[1])
			}
			asked := 0
			for _, word := range words.FindAllString(text, -1) {
				if slices.Contains(known, word) {
					continue
				}
				asked++
				if !slices.ContainsFunc(accesslogs.DefaultFields(kind), func(f accesslog.Field) bool { return f.Name == word }) {
					t.Errorf("%s, %s: %q is no field of the log:\n%s", kind.Name, id, word, text)
				}
			}
			if asked == 0 {
				t.Errorf("%s, %s: asks for no field:\n%s", kind.Name, id, text)
			}
		}
	}
}
