// Todos in a DynamoDB table whose partition key is id.

package store

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

type table struct {
	client *dynamodb.Client
	name   string
}

func openDynamoDB(ctx context.Context, name string) (*table, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, err
	}
	return &table{dynamodb.NewFromConfig(cfg), name}, nil
}

func (t *table) key(id string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: id}}
}

func (t *table) List(ctx context.Context) ([]Todo, error) {
	todos := []Todo{}
	pages := dynamodb.NewScanPaginator(t.client, &dynamodb.ScanInput{TableName: &t.name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		var some []Todo
		if err := attributevalue.UnmarshalListOfMaps(page.Items, &some); err != nil {
			return nil, err
		}
		todos = append(todos, some...)
	}
	return todos, nil
}

func (t *table) Get(ctx context.Context, id string) (Todo, error) {
	var todo Todo
	out, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &t.name, Key: t.key(id), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return todo, err
	}
	if out.Item == nil {
		return todo, ErrNotFound
	}
	return todo, attributevalue.UnmarshalMap(out.Item, &todo)
}

func (t *table) Put(ctx context.Context, todo Todo) error {
	item, err := attributevalue.MarshalMap(todo)
	if err != nil {
		return err
	}
	_, err = t.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &t.name, Item: item})
	return err
}

func (t *table) Delete(ctx context.Context, id string) error {
	_, err := t.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &t.name, Key: t.key(id)})
	return err
}
