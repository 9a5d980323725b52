// The server does not need the CDK.

package local_test

import (
	"os/exec"
	"strings"
	"testing"
)

// A command that pulled the CDK in would take a minute to build, and need Node
// to run.
func TestNothingHereReachesTheCDK(t *testing.T) {
	output, err := exec.Command("go", "list", "-deps", "../cmd/...", ".", "./internal/...", "../internal/serve/assembly", "../internal/serve/lambdaruntime").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dep := range strings.Lines(string(output)) {
		for _, bad := range []string{"github.com/aws/aws-cdk-go", "github.com/aws/jsii-runtime-go", "github.com/aws/constructs-go"} {
			if strings.HasPrefix(dep, bad) {
				t.Errorf("the dependencies hold %s", dep)
			}
		}
	}
}
