// Functions of an application, invoked.

package functions_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/local/internal/functions"
)

func Example() {
	set, err := functions.New(functions.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer set.Close()
	def := &assembly.Function{Path: "Todo/Java", Runtime: "java21", Dir: "."}
	set.Load([]*assembly.Function{def})
	_, err = set.Invoke(context.Background(), functions.Call{Function: def, Event: []byte("{}")})
	unable, ok := errors.AsType[*functions.Unable](err)
	fmt.Println(ok, unable)
	// Output: true Todo/Java: runtime "java21" is not run here; provided.*, nodejs* and python* are
}

func TestFunctionsThatAreNotLoaded(t *testing.T) {
	set, err := functions.New(functions.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	def := &assembly.Function{Path: "A", Problems: []assembly.Problem{{Path: "A", Reason: "it is a container image"}}}
	if got := set.Reason(def); got != "A: it is a container image" {
		t.Errorf("reason %q", got)
	}
	if _, err := set.Invoke(t.Context(), functions.Call{Function: def}); !errors.Is(err, lambdaruntime.ErrClosed) {
		t.Errorf("error %v", err)
	}
	if err := set.Swap("B", "."); err == nil {
		t.Error("a function that does not exist has new code")
	}
}
