// Command app is an application of every kind of API, for tests that are saved of
// its requests.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse"
	"github.com/gatehouse-go/gatehouse/gatehousetest/internal/saved"
)

func main() { gatehouse.Run(declare) }

// declare declares the application.
func declare(app awscdk.App) { saved.Declare(app) }
