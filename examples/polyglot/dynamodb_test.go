// As much of DynamoDB as the application uses, so that its functions run as they
// are.

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

type item = map[string]map[string]string // as DynamoDB writes it: {"id": {"S": "7"}}

// dynamoDB keeps the items of tables.
type dynamoDB struct {
	mu     sync.Mutex
	tables map[string][]item
}

// newDynamoDB starts it, and returns its address.
func newDynamoDB(t *testing.T) string {
	server := httptest.NewServer(&dynamoDB{tables: map[string][]item{}})
	t.Cleanup(server.Close)
	return server.URL
}

func (d *dynamoDB) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct {
		TableName string
		Item, Key item
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	out := map[string]any{}
	switch r.Header.Get("X-Amz-Target") {
	case "DynamoDB_20120810.PutItem":
		d.tables[in.TableName] = append(d.tables[in.TableName], in.Item)
	case "DynamoDB_20120810.GetItem":
		for _, i := range d.tables[in.TableName] {
			if i["id"]["S"] == in.Key["id"]["S"] {
				out["Item"] = i
			}
		}
	case "DynamoDB_20120810.Scan":
		out["Items"], out["Count"] = append([]item{}, d.tables[in.TableName]...), len(d.tables[in.TableName])
	default:
		w.WriteHeader(http.StatusBadRequest)
		out["message"] = fmt.Sprintf("%s: %+v", r.Header.Get("X-Amz-Target"), in)
	}
	json.NewEncoder(w).Encode(out)
}
