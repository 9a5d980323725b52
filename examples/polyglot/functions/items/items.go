// Package items holds the handlers that keep items, which share one Lambda
// function.
package items

import (
	"context"
	"crypto/rand"
	"log"
	"net/http"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/gatehouse-go/gatehouse/router"
)

// NewItem is the body of POST /items.
type NewItem struct {
	Name  string `json:"name"`
	Cents int    `json:"cents"`
}

// Item is what the shop sells.
type Item struct {
	ID    string `json:"id" dynamodbav:"id"`
	Name  string `json:"name" dynamodbav:"name"`
	Cents int    `json:"cents" dynamodbav:"cents"`
}

var table = os.Getenv("ITEMS_TABLE")

// client is made once for all requests that this process answers.
var client = connect()

func connect() *dynamodb.Client {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err) // Lambda reports it, and starts another process
	}
	return dynamodb.NewFromConfig(cfg)
}

// Create answers POST /items.
func Create(ctx context.Context, req *router.Request) (any, error) {
	var in NewItem
	if err := req.JSON(&in); err != nil {
		return nil, err
	}
	if in.Name == "" {
		return nil, router.BadRequest("name is missing")
	}
	item := Item{ID: rand.Text(), Name: in.Name, Cents: in.Cents}
	values, err := attributevalue.MarshalMap(item)
	if err != nil {
		return nil, err
	}
	if _, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: values}); err != nil {
		return nil, err
	}
	return &router.Response{Status: http.StatusCreated, Body: item}, nil
}

// Get answers GET /items/{id}.
func Get(ctx context.Context, req *router.Request) (any, error) {
	out, err := client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &table, Key: map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: req.Param("id")}},
	})
	if err != nil {
		return nil, err
	}
	if out.Item == nil {
		return nil, router.NotFound("no such item")
	}
	var item Item
	err = attributevalue.UnmarshalMap(out.Item, &item)
	return item, err
}
