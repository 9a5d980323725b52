// Package staff holds the handlers for the staff, who see every partner's orders.
package staff

import (
	"context"
	"log"
	"os"

	"github.com/gatehouse-go/gatehouse/examples/production/internal/store"
)

// orders is opened once for all requests that this process answers.
var orders = open()

func open() *store.Store {
	s, err := store.Open(context.Background())
	if err != nil {
		log.Fatal(err) // Lambda reports it, and starts another process
	}
	return s
}

// List answers GET /orders.
func List(ctx context.Context, in struct {
	Partner string `query:"partner" check:"required"`
}) ([]store.Order, error) {
	return orders.List(ctx, os.Getenv("ORDERS_TABLE"), in.Partner)
}
