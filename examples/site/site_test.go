// What the application's template holds, and what it answers on this machine.

package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/local"
)

func TestMain(m *testing.M) { gatehousetest.Main(m) }

func TestOneDistribution(t *testing.T) {
	template := gatehousetest.Synth(t, site).Template("Site")
	template.ResourceCountIs(jsii.String("AWS::CloudFront::Distribution"), jsii.Number(1))
	template.ResourceCountIs(jsii.String("AWS::CertificateManager::Certificate"), jsii.Number(0))
}

func TestNameAndCertificate(t *testing.T) {
	t.Setenv("SITE_NAME", "example.com")
	t.Setenv("SITE_ZONE", "Z1")
	template := gatehousetest.Synth(t, site).Template("Site")
	template.HasResourceProperties(jsii.String("AWS::CertificateManager::Certificate"), map[string]any{"DomainName": "example.com"})
	template.ResourceCountIs(jsii.String("AWS::Route53::RecordSet"), jsii.Number(2))
}

func TestNagFindsNothingThatIsNotAccepted(t *testing.T) { gatehousetest.Nag(t, site) }

func TestEverythingIsUnderOneName(t *testing.T) {
	s := gatehousetest.Serve(t, site, local.Config{})
	url := s.URL("Site/Front")
	for path, want := range map[string]string{
		"/": "<h1>One name</h1>", "/any/page": "<h1>One name</h1>", "/style.css": "color-scheme", "/api/greeting": "hello from /api/greeting",
		"/nothing.txt": "AccessDenied", "/api/nothing": "Not Found",
	} {
		if got := get(t, url+path); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %q in it", path, got, want)
		}
	}
	if got := get(t, s.URL("Site/Api")+"/api/greeting"); !strings.Contains(got, "Forbidden") {
		t.Errorf("past the front: %s, want it to be refused", got)
	}
	for _, trace := range s.Traces() {
		if trace.Path == "/api/greeting" && strings.Contains(trace.String(), "Site/Front") {
			return
		}
	}
	t.Error("no trace of the API shows the front")
}

func get(t *testing.T, url string) string {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
