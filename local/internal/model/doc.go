// Package model checks bodies against the models of an API: JSON schemas of draft 4 that
// may refer to each other (developer guide, "Data models for REST APIs" and "Set up
// request validation for WebSocket APIs").
//
//	models := model.New(map[string]json.RawMessage{"Item": schema})
//	err := models.Validate("Item", body)
package model
