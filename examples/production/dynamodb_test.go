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

// dynamoDB keeps the items of tables by partner and id.
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
		TableName                 string
		Item, Key                 item
		ConditionExpression       string
		KeyConditionExpression    string
		ExpressionAttributeValues item
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	find := func(key item) item {
		for _, i := range d.tables[in.TableName] {
			if i["partner"]["S"] == key["partner"]["S"] && i["id"]["S"] == key["id"]["S"] {
				return i
			}
		}
		return nil
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	var out any
	switch target := r.Header.Get("X-Amz-Target"); {
	case target == "DynamoDB_20120810.PutItem" && in.ConditionExpression == "attribute_not_exists(id)":
		if find(in.Item) != nil {
			w.WriteHeader(http.StatusBadRequest)
			out = map[string]string{"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message": "The conditional request failed"}
			break
		}
		d.tables[in.TableName] = append(d.tables[in.TableName], in.Item)
		out = struct{}{}
	case target == "DynamoDB_20120810.GetItem":
		out = map[string]item{"Item": find(in.Key)}
	case target == "DynamoDB_20120810.Query" && in.KeyConditionExpression == "partner = :partner":
		items := []item{}
		for _, i := range d.tables[in.TableName] {
			if i["partner"]["S"] == in.ExpressionAttributeValues[":partner"]["S"] {
				items = append(items, i)
			}
		}
		out = map[string]any{"Items": items, "Count": len(items)}
	default:
		w.WriteHeader(http.StatusBadRequest)
		out = map[string]string{"__type": "ValidationException", "message": fmt.Sprintf("%s: %+v", target, in)}
	}
	json.NewEncoder(w).Encode(out)
}
