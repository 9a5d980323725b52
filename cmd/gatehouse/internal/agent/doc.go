// Package agent offers the console of a "gatehouse dev" to agents, by the Model
// Context Protocol.
//
//	server := agent.New(agent.Config{Console: find, Writes: false})
//	err := server.Run(ctx, &mcp.StdioTransport{})
//
// Tools that change something are offered only with Writes. docs/agents.md lists
// all of them.
package agent
