// Package roomtable keeps rooms in a DynamoDB table.
//
//	store, err := roomtable.Open(ctx, os.Getenv("ROOMS"))
//
// The table has the partition key room and the sort key connection, both
// strings; the global index connections has them the other way round; and the
// attribute expires is the table's time to live. With the CDK:
//
//	awsdynamodb.NewTableV2(stack, jsii.String("Rooms"), &awsdynamodb.TablePropsV2{
//		PartitionKey:        &awsdynamodb.Attribute{Name: jsii.String("room"), Type: awsdynamodb.AttributeType_STRING},
//		SortKey:             &awsdynamodb.Attribute{Name: jsii.String("connection"), Type: awsdynamodb.AttributeType_STRING},
//		TimeToLiveAttribute: jsii.String("expires"),
//		GlobalSecondaryIndexes: &[]*awsdynamodb.GlobalSecondaryIndexPropsV2{{
//			IndexName:    jsii.String("connections"),
//			PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("connection"), Type: awsdynamodb.AttributeType_STRING},
//			SortKey:      &awsdynamodb.Attribute{Name: jsii.String("room"), Type: awsdynamodb.AttributeType_STRING},
//		}},
//	})
//
// Members of a room are read consistently. The rooms of a connection come from
// the index, which lags behind by a moment: a connection that joins and is
// dropped at once may stay in the room until a broadcast finds it closed.
package roomtable

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/gatehouse-go/gatehouse/router/connections/rooms"
)

// Index is the name of the table's index by connection.
const Index = "connections"

// Table is a rooms.Store in a DynamoDB table.
type Table struct {
	client *dynamodb.Client
	name   string
	now    func() time.Time
}

var _ rooms.Store = (*Table)(nil)

// Open returns the store in the table of this name. The settings are those of
// the environment, as everywhere in the SDK.
func Open(ctx context.Context, table string) (*Table, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("roomtable: %w", err)
	}
	return New(dynamodb.NewFromConfig(cfg), table, nil), nil
}

// New returns the store in a table, with a client of one's own. The clock is
// for tests; nil is time.Now.
func New(client *dynamodb.Client, table string, clock func() time.Time) *Table {
	if clock == nil {
		clock = time.Now
	}
	return &Table{client, table, clock}
}

// item is a member as the table has it.
type item struct {
	Room       string            `dynamodbav:"room"`
	Connection string            `dynamodbav:"connection"`
	Data       map[string]string `dynamodbav:"data,omitempty"`
	Expires    int64             `dynamodbav:"expires"` // Unix time, as DynamoDB wants it
}

// Join implements rooms.Store.
func (t *Table) Join(ctx context.Context, m rooms.Member) error {
	if err := m.Check(); err != nil {
		return err
	}
	values, err := attributevalue.MarshalMap(item{m.Room, m.Connection, m.Data, t.now().Add(rooms.MaxAge).Unix()})
	if err == nil {
		_, err = t.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &t.name, Item: values})
	}
	return wrap("join", err)
}

// Leave implements rooms.Store.
func (t *Table) Leave(ctx context.Context, room, connection string) error {
	_, err := t.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &t.name, Key: map[string]types.AttributeValue{
		"room":       &types.AttributeValueMemberS{Value: room},
		"connection": &types.AttributeValueMemberS{Value: connection},
	}})
	return wrap("leave", err)
}

// Drop implements rooms.Store.
func (t *Table) Drop(ctx context.Context, connection string) ([]string, error) {
	list, err := t.Rooms(ctx, connection)
	if err != nil {
		return nil, err
	}
	for i, room := range list {
		if err := t.Leave(ctx, room, connection); err != nil {
			return list[:i], err
		}
	}
	return list, nil
}

// Members implements rooms.Store.
func (t *Table) Members(ctx context.Context, room string) ([]rooms.Member, error) {
	items, err := t.query(ctx, "room", room, &dynamodb.QueryInput{ConsistentRead: aws.Bool(true)})
	var list []rooms.Member
	for _, it := range items {
		list = append(list, rooms.Member{Room: it.Room, Connection: it.Connection, Data: it.Data})
	}
	return list, wrap("members", err)
}

// Rooms implements rooms.Store.
func (t *Table) Rooms(ctx context.Context, connection string) ([]string, error) {
	items, err := t.query(ctx, "connection", connection, &dynamodb.QueryInput{IndexName: aws.String(Index)})
	var list []string
	for _, it := range items {
		list = append(list, it.Room)
	}
	return list, wrap("rooms", err)
}

// query returns the items of a key that have not expired, in the order of the
// other. DynamoDB deletes what has expired within days, not at once.
func (t *Table) query(ctx context.Context, key, value string, in *dynamodb.QueryInput) ([]item, error) {
	in.TableName = &t.name
	in.KeyConditionExpression = aws.String("#key = :key")
	in.FilterExpression = aws.String("#expires > :now")
	in.ExpressionAttributeNames = map[string]string{"#key": key, "#expires": "expires"}
	in.ExpressionAttributeValues = map[string]types.AttributeValue{
		":key": &types.AttributeValueMemberS{Value: value},
		":now": &types.AttributeValueMemberN{Value: strconv.FormatInt(t.now().Unix(), 10)},
	}
	var list []item
	pages := dynamodb.NewQueryPaginator(t.client, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		var some []item
		if err := attributevalue.UnmarshalListOfMaps(page.Items, &some); err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("roomtable: %s: %w", what, err)
}
