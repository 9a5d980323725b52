// Package store keeps orders in a DynamoDB table, whose partition key is the
// partner and whose sort key is the order's id: nobody reads another's orders.
package store

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Order is what a partner has ordered.
type Order struct {
	Partner string `json:"partner" dynamodbav:"partner"`
	ID      string `json:"id" dynamodbav:"id"`
	SKU     string `json:"sku" dynamodbav:"sku"`
	Amount  int    `json:"amount" dynamodbav:"amount"`
}

// Errors that callers tell apart.
var (
	ErrNotFound = errors.New("order not found")
	ErrExists   = errors.New("order exists")
)

// Store keeps orders.
type Store struct{ client *dynamodb.Client }

// Open connects to DynamoDB.
func Open(ctx context.Context) (*Store, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, err
	}
	return &Store{dynamodb.NewFromConfig(cfg)}, nil
}

// Add keeps a new order; ErrExists if the partner has one with its id.
func (s *Store) Add(ctx context.Context, table string, order Order) error {
	item, err := attributevalue.MarshalMap(order)
	if err != nil {
		return err
	}
	_, err = s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &table, Item: item, ConditionExpression: aws.String("attribute_not_exists(id)"),
	})
	if _, exists := errors.AsType[*types.ConditionalCheckFailedException](err); exists {
		return ErrExists
	}
	return err
}

// Get returns a partner's order; ErrNotFound if there is none with the id.
func (s *Store) Get(ctx context.Context, table, partner, id string) (Order, error) {
	var order Order
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: map[string]types.AttributeValue{
		"partner": &types.AttributeValueMemberS{Value: partner},
		"id":      &types.AttributeValueMemberS{Value: id},
	}})
	if err != nil {
		return order, err
	}
	if out.Item == nil {
		return order, ErrNotFound
	}
	return order, attributevalue.UnmarshalMap(out.Item, &order)
}

// List returns up to a hundred of a partner's orders, by their ids.
func (s *Store) List(ctx context.Context, table, partner string) ([]Order, error) {
	out, err := s.client.Query(ctx, &dynamodb.QueryInput{
		TableName:                 &table,
		Limit:                     aws.Int32(100),
		KeyConditionExpression:    aws.String("partner = :partner"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":partner": &types.AttributeValueMemberS{Value: partner}},
	})
	if err != nil {
		return nil, err
	}
	orders := []Order{}
	return orders, attributevalue.UnmarshalListOfMaps(out.Items, &orders)
}
