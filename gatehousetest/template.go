// A template with the CDK's assertions, which fail the test instead of
// panicking.

package gatehousetest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
)

// Template is a stack's template with the CDK's assertions. One that does not
// hold fails the test and says so in one message; the CDK's own would panic.
type Template struct {
	assertions.Template
	t         testing.TB
	stack     string
	resources map[string]Resource
}

var _ assertions.Template = (*Template)(nil)

// Resource is a resource of a template.
type Resource struct {
	Type                string
	Properties          map[string]any
	DependsOn           []string
	DeletionPolicy      string
	UpdateReplacePolicy string
	Metadata            map[string]any
}

// Template returns the template of the stack with that construct path, such as
// "Todo", or "Prod/Todo" for a stack in a stage. An unknown one ends the test.
func (a *App) Template(stack string) *Template {
	a.t.Helper()
	template := &Template{t: a.t, stack: stack, Template: assertions.Template_FromStack(a.stack(stack), nil)}
	text, err := json.Marshal(template.ToJSON())
	if err == nil {
		err = json.Unmarshal(text, &struct{ Resources *map[string]Resource }{&template.resources})
	}
	if err != nil {
		a.t.Fatalf("gatehousetest: template of %s: %v", stack, err)
	}
	return template
}

// Resources returns all resources of a type by their logical ids.
func (t *Template) Resources(resourceType string) map[string]Resource {
	found := map[string]Resource{}
	for id, r := range t.resources {
		if r.Type == resourceType {
			found[id] = r
		}
	}
	return found
}

// Only returns the one resource of a type. If there is none, or more than one,
// it ends the test.
func (t *Template) Only(resourceType string) (logicalID string, r Resource) {
	t.t.Helper()
	found := t.Resources(resourceType)
	if len(found) != 1 {
		t.t.Fatalf("%s has %d resources of type %s, want one: %s", t.stack, len(found), resourceType,
			strings.Join(slices.Sorted(maps.Keys(found)), ", "))
	}
	for logicalID, r = range found {
	}
	return logicalID, r
}

// check runs an assertion of the CDK.
func (t *Template) check(assert func()) {
	t.t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.t.Helper()
			t.t.Errorf("%s: %s", t.stack, strings.TrimSpace(fmt.Sprint(r)))
		}
	}()
	assert()
}

// AllResources is the CDK's assertion.
func (t *Template) AllResources(resourceType *string, props any) {
	t.t.Helper()
	t.check(func() { t.Template.AllResources(resourceType, props) })
}

// AllResourcesProperties is the CDK's assertion.
func (t *Template) AllResourcesProperties(resourceType *string, props any) {
	t.t.Helper()
	t.check(func() { t.Template.AllResourcesProperties(resourceType, props) })
}

// GetResourceId is the CDK's: the logical id of the one resource that matches.
// If there is none, or more than one, it ends the test.
func (t *Template) GetResourceId(resourceType *string, props any) (id *string) {
	t.t.Helper()
	t.check(func() { id = t.Template.GetResourceId(resourceType, props) })
	if id == nil {
		t.t.FailNow()
	}
	return id
}

// HasCondition is the CDK's assertion.
func (t *Template) HasCondition(logicalID *string, props any) {
	t.t.Helper()
	t.check(func() { t.Template.HasCondition(logicalID, props) })
}

// HasMapping is the CDK's assertion.
func (t *Template) HasMapping(logicalID *string, props any) {
	t.t.Helper()
	t.check(func() { t.Template.HasMapping(logicalID, props) })
}

// HasOutput is the CDK's assertion.
func (t *Template) HasOutput(logicalID *string, props any) {
	t.t.Helper()
	t.check(func() { t.Template.HasOutput(logicalID, props) })
}

// HasParameter is the CDK's assertion.
func (t *Template) HasParameter(logicalID *string, props any) {
	t.t.Helper()
	t.check(func() { t.Template.HasParameter(logicalID, props) })
}

// HasResource is the CDK's assertion.
func (t *Template) HasResource(resourceType *string, props any) {
	t.t.Helper()
	t.check(func() { t.Template.HasResource(resourceType, props) })
}

// HasResourceProperties is the CDK's assertion.
func (t *Template) HasResourceProperties(resourceType *string, props any) {
	t.t.Helper()
	t.check(func() { t.Template.HasResourceProperties(resourceType, props) })
}

// ResourceCountIs is the CDK's assertion.
func (t *Template) ResourceCountIs(resourceType *string, count *float64) {
	t.t.Helper()
	t.check(func() { t.Template.ResourceCountIs(resourceType, count) })
}

// ResourcePropertiesCountIs is the CDK's assertion.
func (t *Template) ResourcePropertiesCountIs(resourceType *string, props any, count *float64) {
	t.t.Helper()
	t.check(func() { t.Template.ResourcePropertiesCountIs(resourceType, props, count) })
}

// TemplateMatches is the CDK's assertion.
func (t *Template) TemplateMatches(expected any) {
	t.t.Helper()
	t.check(func() { t.Template.TemplateMatches(expected) })
}
