// Rooms in a table, on a table that is faked.

package roomtable_test

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/gatehouse-go/gatehouse/router/connections/rooms"
	"github.com/gatehouse-go/gatehouse/router/connections/rooms/internal/storetest"
	"github.com/gatehouse-go/gatehouse/router/connections/rooms/roomtable"
)

func client(endpoint string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region: "eu-west-1", BaseEndpoint: &endpoint, Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	})
}

func TestTable(t *testing.T) {
	clock := storetest.NewClock()
	server := httptest.NewServer(&fake{items: map[string]attributes{}})
	defer server.Close()
	storetest.Run(t, roomtable.New(client(server.URL), "rooms", clock.Now), clock)
}

// The variable names an endpoint that speaks for DynamoDB, such as DynamoDB
// local or dynalite. The table is made there, and removed.
func TestTableElsewhere(t *testing.T) {
	endpoint := os.Getenv("GATEHOUSE_TEST_DYNAMODB")
	if endpoint == "" {
		t.Skip("GATEHOUSE_TEST_DYNAMODB names no endpoint")
	}
	db := client(endpoint)
	name := aws.String("rooms-test")
	key := func(partition, sort string) []types.KeySchemaElement {
		return []types.KeySchemaElement{
			{AttributeName: &partition, KeyType: types.KeyTypeHash}, {AttributeName: &sort, KeyType: types.KeyTypeRange},
		}
	}
	_, err := db.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: name, KeySchema: key("room", "connection"), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("room"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("connection"), AttributeType: types.ScalarAttributeTypeS},
		},
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName: aws.String(roomtable.Index), KeySchema: key("connection", "room"),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer db.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: name})
	waiter := dynamodb.NewTableExistsWaiter(db, func(o *dynamodb.TableExistsWaiterOptions) { o.MinDelay = 100 * time.Millisecond })
	if err := waiter.Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: name}, 20*time.Second); err != nil {
		t.Fatal(err)
	}
	clock := storetest.NewClock()
	storetest.Run(t, roomtable.New(db, *name, clock.Now), clock)
}

func TestErrorsSayWhatFailed(t *testing.T) {
	server := httptest.NewServer(&fake{items: map[string]attributes{}})
	defer server.Close()
	s := roomtable.New(client(server.URL), "other", nil)
	_, members := s.Members(t.Context(), "lobby")
	_, dropped := s.Drop(t.Context(), "a=")
	for want, err := range map[string]error{
		"roomtable: join: ":    s.Join(t.Context(), rooms.Member{Room: "lobby", Connection: "a="}),
		"roomtable: leave: ":   s.Leave(t.Context(), "lobby", "a="),
		"roomtable: members: ": members,
		"roomtable: rooms: ":   dropped,
	} {
		if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "ResourceNotFoundException") {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}
