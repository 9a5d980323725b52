// Package orders shows orders.
package orders

import (
	"context"
	"os"

	"github.com/gatehouse-go/gatehouse/router"
)

// Page is one page of orders.
type Page struct {
	Table  string   `json:"table"`
	Self   string   `json:"self"`
	Orders []string `json:"orders"`
}

// List answers GET /orders. A real application would read the table.
func List(ctx context.Context, req *router.Request) (any, error) {
	return Page{Table: os.Getenv("ORDERS_TABLE"), Self: os.Getenv("API_URL") + "/orders", Orders: []string{}}, nil
}

// Health answers GET /health.
func Health(ctx context.Context, req *router.Request) (any, error) {
	return map[string]string{"status": "ok"}, nil
}
