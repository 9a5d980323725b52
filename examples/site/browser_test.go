// The page in a real browser. To copy it, bring a way to load a page: the helper
// here is the project's own.

package main

import (
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/internal/testing/browsertest"
	"github.com/gatehouse-go/gatehouse/local"
)

func TestPageInABrowser(t *testing.T) {
	s := gatehousetest.Serve(t, site, local.Config{})
	dom := browsertest.DOM(t, s.URL("Site/Front")+"/")
	for _, want := range []string{"hello from /api/greeting", "you said hi"} {
		if !strings.Contains(dom, want) {
			t.Errorf("%q is not in\n%s", want, dom)
		}
	}
}
