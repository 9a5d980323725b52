// The smallest gateway, behind an address of its own.

package doors_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/doors"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
)

// greeting is the smallest gateway.
type greeting struct{}

func (greeting) Serve(w http.ResponseWriter, r *gateway.Request) {
	fmt.Fprintf(w, "%s %s %s", r.DomainName(), r.Stage, r.Path)
}
func (greeting) Reason() string          { return "" }
func (greeting) HasStage(string) bool    { return true }
func (greeting) Routes() []gateway.Route { return nil }

func Example() {
	d := doors.New(doors.Config{Host: "127.0.0.1"})
	defer d.Close()
	if err := d.Open([]string{"Todo/Api", "api.example.com"}); err != nil {
		fmt.Println(err)
		return
	}
	api := &assembly.API{Path: "Todo/Api"}
	domain := &assembly.Domain{Name: "api.example.com", Mappings: []*assembly.Mapping{{Key: "v1", API: api, Stage: "prod"}}}
	host := &gateway.Host{Warn: func(text string) { fmt.Println(text) }, IsOurs: func(string) bool { return true }}
	site := doors.NewSite(host, domain, map[*assembly.API]gateway.Gateway{api: greeting{}})
	d.Lead(map[string]gateway.Gateway{"Todo/Api": greeting{}}, []*doors.Site{site}, nil)

	r, err := http.Get(d.URL("api.example.com") + "/v1/todos")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	fmt.Println(string(body), err)
	// Output: api.example.com prod /todos <nil>
}

// After an error what was open before is open still, and nothing else.
func TestOpenIsAllOrNothing(t *testing.T) {
	d := doors.New(doors.Config{Host: "127.0.0.1"})
	defer d.Close()
	if err := d.Open([]string{"a"}); err != nil {
		t.Fatal(err)
	}
	d.Lead(map[string]gateway.Gateway{"a": greeting{}}, nil, nil)
	url := d.URL("a")
	if err := doors.New(doors.Config{Host: "192.0.2.1"}).Open([]string{"a"}); err == nil {
		t.Error("an address of another machine can be listened on")
	}
	if err := d.Open([]string{"a", "b"}); err != nil || d.URL("a") != url || d.URL("b") == "" {
		t.Errorf("a moved from %s to %s: %v", url, d.URL("a"), err)
	}
	d.Lead(map[string]gateway.Gateway{"a": greeting{}}, nil, nil)
	if d.URL("b") != "" || len(d.Names()) != 1 {
		t.Errorf("b leads nowhere and is open: %v", d.Names())
	}
}
