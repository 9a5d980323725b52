// Package catalogue answers what the shop sells.
package catalogue

import (
	"context"

	"github.com/gatehouse-go/gatehouse/examples/shop/internal/shelf"
	"github.com/gatehouse-go/gatehouse/router"
)

// List answers GET /products.
func List(ctx context.Context, req *router.Request) (any, error) {
	return shelf.Kind(req.Query("kind")), nil
}

// Get answers GET /products/{sku}.
func Get(ctx context.Context, req *router.Request) (any, error) {
	product, ok := shelf.Find(req.Param("sku"))
	if !ok {
		return nil, router.NotFound("no such product")
	}
	return product, nil
}
