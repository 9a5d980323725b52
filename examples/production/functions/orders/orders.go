// Package orders holds the handlers of /orders, for partners.
package orders

import (
	"context"
	"errors"
	"log"

	"github.com/gatehouse-go/gatehouse/examples/production/internal/store"
	"github.com/gatehouse-go/gatehouse/router"
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

// Order is what a partner sends. The gateway checks the body by the schema that
// derives from this type, and the router by the same tags.
type Order struct {
	ID     string `path:"id" check:"maxlen=40,pattern=^[a-z0-9-]+$"` // the partner's own, so that sending twice orders once
	SKU    string `json:"sku" check:"required,pattern=^[a-z]+-[0-9]+$"`
	Amount int    `json:"amount" check:"required,min=1,max=10"`
}

// Place answers PUT /orders/{id}.
func Place(ctx context.Context, in Order) (store.Order, error) {
	partner, table, err := caller(router.FromContext(ctx))
	if err != nil {
		return store.Order{}, err
	}
	order := store.Order{Partner: partner, ID: in.ID, SKU: in.SKU, Amount: in.Amount}
	if err := orders.Add(ctx, table, order); !errors.Is(err, store.ErrExists) {
		return order, err
	}
	before, err := orders.Get(ctx, table, partner, in.ID)
	if err == nil && before != order {
		return before, router.Conflict("another order has this id")
	}
	return before, err
}

// Get answers GET /orders/{id}.
func Get(ctx context.Context, in struct {
	ID string `path:"id"`
}) (store.Order, error) {
	partner, table, err := caller(router.FromContext(ctx))
	if err != nil {
		return store.Order{}, err
	}
	order, err := orders.Get(ctx, table, partner, in.ID)
	if errors.Is(err, store.ErrNotFound) {
		err = router.NotFound("no such order")
	}
	return order, err
}

// List answers GET /orders.
func List(ctx context.Context, req *router.Request) (any, error) {
	partner, table, err := caller(req)
	if err != nil {
		return nil, err
	}
	return orders.List(ctx, table, partner)
}

// caller returns who calls, and the table of the stage that is called. Who it is
// says the certificate: API Gateway has checked that the authority signed it.
func caller(req *router.Request) (partner, table string, err error) {
	if partner = req.Identity().ClientCertSubject; partner == "" {
		return "", "", router.Forbidden("no client certificate")
	}
	return partner, req.StageVariable("ORDERS_TABLE"), nil
}
