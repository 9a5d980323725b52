// Package servers starts local servers of the same three APIs, an HTTP, a REST and a
// WebSocket API with one function behind them, and measures their start, their answers
// under load and their memory: those of the command gatehouse and of serverless-offline.
// It needs Linux, for /proc.
//
//	ours, err := servers.Gatehouse(temp)
//	measured, err := ours.Measure(servers.HTTP, 5*time.Second)
package servers
