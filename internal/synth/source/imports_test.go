// Names of packages, from their import paths.

package source

import "testing"

func TestPackageNameLeavesMajorVersionsOut(t *testing.T) {
	for path, want := range map[string]string{
		"context":            "context",
		"net/http":           "http",
		"example.com/x":      "x",
		"example.com/x/v2":   "x",
		"example.com/x/v2/y": "y",
		"example.com/x/v1":   "x",
		"gopkg.in/yaml.v3":   "yaml",
		"gopkg.in/yaml.v1":   "yaml",
		"v2":                 "v2",
		"example.com/vector": "vector",
		"github.com/gatehouse-go/gatehouse/router": "router",
	} {
		if got := packageName(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
