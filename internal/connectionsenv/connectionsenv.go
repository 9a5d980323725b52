// Package connectionsenv names the environment variable by which a construct
// tells a function where the connections of its WebSocket API are: constructs
// set it, and router/connections reads it, which constructs don't import.
package connectionsenv

// Name is the variable. Its value is the URL below which /@connections is.
const Name = "GATEHOUSE_CONNECTIONS"
