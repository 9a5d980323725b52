// As much of DynamoDB as the store needs, with pages of a few items.

package roomtable_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

type attributes map[string]map[string]any // {"room":{"S":"lobby"}}

type fake struct {
	mu    sync.Mutex
	items map[string]attributes
}

const pageSize = 7

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var in request
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.TableName != "rooms" {
		refuse(w, "ResourceNotFoundException", fmt.Sprintf("table %q: %v", in.TableName, err))
		return
	}
	out := map[string]any{}
	switch target := r.Header.Get("X-Amz-Target"); target {
	case "DynamoDB_20120810.PutItem":
		f.items[keyOf(in.Item)] = in.Item
	case "DynamoDB_20120810.DeleteItem":
		delete(f.items, keyOf(in.Key))
	case "DynamoDB_20120810.Query":
		page, err := f.query(in)
		if err != nil {
			refuse(w, "ValidationException", err.Error())
			return
		}
		out = page
	default:
		refuse(w, "UnknownOperationException", target)
		return
	}
	_ = json.NewEncoder(w).Encode(out)
}

type request struct {
	TableName, IndexName                     string
	ConsistentRead                           bool
	Item, Key                                attributes
	KeyConditionExpression, FilterExpression string
	ExpressionAttributeNames                 map[string]string
	ExpressionAttributeValues                attributes
	ExclusiveStartKey                        attributes
}

// query answers as DynamoDB does: a page is counted before the filter.
func (f *fake) query(in request) (map[string]any, error) {
	partition, sort := "room", "connection"
	if in.IndexName == "connections" {
		partition, sort = sort, partition
	}
	switch {
	case in.IndexName != "" && in.ConsistentRead:
		return nil, fmt.Errorf("consistent reads are not supported on global secondary indexes")
	case in.KeyConditionExpression != "#key = :key" || in.ExpressionAttributeNames["#key"] != partition:
		return nil, fmt.Errorf("key condition %q, %v", in.KeyConditionExpression, in.ExpressionAttributeNames)
	case in.FilterExpression != "#expires > :now" || in.ExpressionAttributeNames["#expires"] != "expires":
		return nil, fmt.Errorf("filter %q", in.FilterExpression)
	}
	now, err := strconv.ParseInt(in.ExpressionAttributeValues[":now"]["N"].(string), 10, 64)
	if err != nil {
		return nil, err
	}
	var all []attributes
	for item := range maps.Values(f.items) {
		if item[partition]["S"] == in.ExpressionAttributeValues[":key"]["S"] {
			all = append(all, item)
		}
	}
	text := func(item attributes) string { return item[sort]["S"].(string) }
	slices.SortFunc(all, func(a, b attributes) int { return strings.Compare(text(a), text(b)) })
	page := map[string]any{}
	found := []attributes{}
	count := 0
	for _, item := range all {
		if in.ExclusiveStartKey != nil && text(item) <= text(in.ExclusiveStartKey) {
			continue
		}
		if count++; count > pageSize {
			break
		}
		page["LastEvaluatedKey"] = attributes{"room": item["room"], "connection": item["connection"]}
		expires, err := strconv.ParseInt(item["expires"]["N"].(string), 10, 64)
		if err != nil {
			return nil, err
		}
		if expires > now {
			found = append(found, item)
		}
	}
	if count <= pageSize {
		delete(page, "LastEvaluatedKey")
	}
	page["Items"] = found
	return page, nil
}

func keyOf(item attributes) string {
	return fmt.Sprintf("%q %q", item["room"]["S"], item["connection"]["S"])
}

func refuse(w http.ResponseWriter, kind, message string) {
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": "com.amazonaws.dynamodb.v20120810#" + kind, "message": message})
}
