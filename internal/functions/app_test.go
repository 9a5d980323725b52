package functions

import (
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"

	"github.com/gatehouse-go/gatehouse/internal/synthtest"
)

// A function that is built for another processor than it runs on does not start.
func TestBuiltForTheProcessorThatTheTemplateNames(t *testing.T) {
	stack := synthtest.Stack()
	for id, tt := range map[string]struct {
		architecture string
		override     func(*awslambda.FunctionProps)
		want         string
	}{
		"Arm":      {architecture: "arm64", want: "arm64"},
		"Intel":    {architecture: x8664, want: "amd64"},
		"Override": {"arm64", func(p *awslambda.FunctionProps) { p.Architecture = awslambda.Architecture_X86_64() }, "amd64"},
		"None":     {"arm64", func(p *awslambda.FunctionProps) { p.Architecture = nil }, "amd64"},
	} {
		s := New(stack, id, Settings{MemoryMB: 128, Timeout: time.Second, Architecture: tt.architecture, Override: tt.override})
		if got := s.goarch(); got != tt.want {
			t.Errorf("%s: %s, want %s", id, got, tt.want)
		}
	}
}
