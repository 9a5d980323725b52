// Package orders takes orders.
package orders

import (
	"context"
	"fmt"

	"github.com/gatehouse-go/gatehouse/examples/shop/internal/shelf"
	"github.com/gatehouse-go/gatehouse/router"
)

// Order is what a client sends. The gateway checks it by the schema that
// derives from this type, and the router by the same tags.
type Order struct {
	SKU    string `json:"sku" check:"required,pattern=^[a-z]+-[0-9]+$"`
	Amount int    `json:"amount" check:"required,min=1,max=10"`
}

// Receipt is the answer to an order.
type Receipt struct {
	Text  string `json:"text"`
	Cents int    `json:"cents"`
}

// Place answers POST /orders.
func Place(ctx context.Context, order Order) (Receipt, error) {
	product, ok := shelf.Find(order.SKU)
	if !ok {
		return Receipt{}, router.Unprocessable("no such product")
	}
	return Receipt{Text: fmt.Sprintf("%d x %s", order.Amount, product.Name), Cents: order.Amount * product.Cents}, nil
}
