// A whole application, as its main function has it.

package gatehouse_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse"
	"github.com/gatehouse-go/gatehouse/httpapi"
)

// inExample changes to a folder with handlers, and back.
func inExample() (back func()) {
	wd, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	if err := os.Chdir(filepath.Join("httpapi", "testdata", "example")); err != nil {
		panic(err)
	}
	return func() { _ = os.Chdir(wd) }
}

// todo declares the application.
func todo(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Todo"), nil)
	api := httpapi.New(stack, "Api", nil)
	api.Route("GET /health", "functions/health.Check")
}

// This is what func main of an application does; its cdk.json has
// "app": "go run .".
func ExampleRun() {
	defer inExample()()

	gatehouse.Run(todo)
	fmt.Println("the application was synthesised") // a mistake ends the program
	// Output: the application was synthesised
}
