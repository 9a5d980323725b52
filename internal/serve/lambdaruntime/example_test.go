// A program that is invoked as a Lambda function.

package lambdaruntime_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
)

func Example() {
	program, err := os.Executable() // in place of a "./bootstrap"
	if err != nil {
		fmt.Println(err)
		return
	}
	fn := lambdaruntime.New(lambdaruntime.Config{
		Name:        "hello",
		Command:     []string{program},
		Environment: map[string]string{"TEST_FUNCTION": "yes"},
	})
	defer fn.Close()
	_, err = fn.Invoke(context.Background(), []byte(`{"do":"fail","text":"no luck"}`))
	failed, ok := errors.AsType[*lambdaruntime.FunctionError](err)
	fmt.Println(ok, failed.Message)
	// Output: true no luck
}
