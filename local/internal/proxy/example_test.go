// Backends: their addresses, and those that are not there.

package proxy_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/proxy"
)

func ExampleParse() {
	target, err := proxy.Parse("https://${stageVariables.host}/pets/{id}")
	if err != nil {
		fmt.Println(err)
		return
	}
	params := func(name string) (string, bool) { return "7", name == "id" }
	u, err := target.URL(params, map[string]string{"host": "example.com"})
	fmt.Println(u, err)
	_, err = target.URL(params, nil)
	fmt.Println(err)
	// Output:
	// https://example.com/pets/7 <nil>
	// the URI needs stage variable host, which the stage does not have
}

func TestTargetsThatCannotBe(t *testing.T) {
	for _, uri := range []string{"", "/path", "ftp://example.com", "https://example.com/{id"} {
		if target, err := proxy.Parse(uri); err == nil {
			t.Errorf("%q is taken: %v", uri, target)
		}
	}
	target, err := proxy.Parse("${stageVariables.url}/a")
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{"file://", "https://", "::"} {
		if u, err := target.URL(nil, map[string]string{"url": value}); err == nil {
			t.Errorf("%q is taken: %v", value, u)
		}
	}
}

func TestBackendsThatAreNotThere(t *testing.T) {
	target, err := proxy.Parse("http://127.0.0.1:1/a")
	if err != nil {
		t.Fatal(err)
	}
	u, err := target.URL(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = proxy.Do(context.Background(), &http.Transport{}, proxy.Request{Method: "GET", URL: u, Header: http.Header{}, Timeout: 10 * time.Second})
	if backend, ok := errors.AsType[*proxy.BackendError](err); !ok || backend.Host != "127.0.0.1:1" {
		t.Errorf("got %v", err)
	}
}
