// Package websocket is the gateway of WebSocket APIs.
//
//	hub := websocket.NewHub(websocket.Limits{})
//	g := hub.New(host, app.APIs[0])
//	g.Serve(w, gateway.Arrived(w, r)) // connects, or answers below /@connections
//	hub.Close()
//
// Connections belong to the hub, so that they outlive a reload: their next
// message takes the routes of the new assembly.
//
// There are no recordings of WebSocket APIs. Where a rule stands, its source is
// named: "Developer guide" and "API reference" are API Gateway's; "reported"
// are observations that users published; "assumed" is neither.
//
// Messages of one connection are handled concurrently, as API Gateway invokes
// functions: a later one may be answered first (developer guide, "Invoking your
// integration with WebSocket API callbacks" promises no order).
package websocket
