// What agents are offered.

package agent_test

import (
	"context"
	"fmt"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/agent"
	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/attach"
)

func ExampleNew() {
	ctx := context.Background()
	server := agent.New(agent.Config{Console: func(context.Context) (*attach.Console, error) { return nil, attach.ErrNone }})
	here, there := mcp.NewInMemoryTransports()
	if _, err := server.Connect(ctx, there, nil); err != nil {
		fmt.Println(err)
		return
	}
	session, err := mcp.NewClient(&mcp.Implementation{Name: "example"}, nil).Connect(ctx, here, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer session.Close()
	for tool, err := range session.Tools(ctx, nil) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(tool.Name, tool.Annotations.ReadOnlyHint)
	}
	result, err := session.CallTool(ctx, &mcp.CallToolParams{Name: "routes"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Content[0].(*mcp.TextContent).Text)
	// Output:
	// compare_traces true
	// connections true
	// curl_of_trace true
	// go_test_of_trace true
	// logs true
	// problems true
	// routes true
	// trace true
	// traces true
	// no "gatehouse dev" runs for this folder
}
