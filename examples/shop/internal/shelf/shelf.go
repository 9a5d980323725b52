// Package shelf holds what the shop sells.
package shelf

// Product is something to buy.
type Product struct {
	SKU   string `json:"sku"`
	Kind  string `json:"kind"`
	Name  string `json:"name"`
	Cents int    `json:"cents"`
}

var products = []Product{
	{"tea-1", "tea", "Assam", 450},
	{"tea-2", "tea", "Sencha", 620},
	{"cup-1", "cup", "Blue cup", 1200},
}

// Kind returns the products of a kind; "" is all.
func Kind(kind string) []Product {
	found := []Product{}
	for _, p := range products {
		if kind == "" || p.Kind == kind {
			found = append(found, p)
		}
	}
	return found
}

// Find returns the product with a number.
func Find(sku string) (Product, bool) {
	for _, p := range products {
		if p.SKU == sku {
			return p, true
		}
	}
	return Product{}, false
}
