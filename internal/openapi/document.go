// A document as OpenAPI has it: the part of it that describes our APIs.

package openapi

import (
	"bytes"
	"encoding/json"
	"iter"
)

// Version is the version of OpenAPI that documents are made in.
const Version = "3.1.0"

// Document describes the HTTP or REST APIs of an application.
type Document struct {
	OpenAPI    string               `json:"openapi"`
	Info       Info                 `json:"info"`
	Servers    []Server             `json:"servers,omitempty"`
	Tags       []Tag                `json:"tags,omitempty"`
	Paths      map[string]*PathItem `json:"paths"`
	Components *Components          `json:"components,omitempty"`
}

// Info says what the document is about.
type Info struct {
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	Version     string `json:"version"`
}

// Server is where the API is.
type Server struct {
	URL         string `json:"url"`
	Description string `json:"description,omitempty"`
}

// Tag groups operations.
type Tag struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// PathItem has the operations of a path.
type PathItem struct {
	Get     *Operation `json:"get,omitempty"`
	Put     *Operation `json:"put,omitempty"`
	Post    *Operation `json:"post,omitempty"`
	Delete  *Operation `json:"delete,omitempty"`
	Options *Operation `json:"options,omitempty"`
	Head    *Operation `json:"head,omitempty"`
	Patch   *Operation `json:"patch,omitempty"`
}

// methods are those of a path item, in the order in which clients show them.
var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

// at returns where the operation of a method stands, nil for a method that
// OpenAPI does not have.
func (p *PathItem) at(method string) **Operation {
	switch method {
	case "GET":
		return &p.Get
	case "POST":
		return &p.Post
	case "PUT":
		return &p.Put
	case "PATCH":
		return &p.Patch
	case "DELETE":
		return &p.Delete
	case "HEAD":
		return &p.Head
	case "OPTIONS":
		return &p.Options
	}
	return nil
}

// Operations returns the operations by method, in a fixed order.
func (p *PathItem) Operations() iter.Seq2[string, *Operation] {
	return func(yield func(string, *Operation) bool) {
		for _, m := range methods {
			if op := *p.at(m); op != nil && !yield(m, op) {
				return
			}
		}
	}
}

// Operation is a method of a path.
type Operation struct {
	OperationID string                `json:"operationId"`
	Tags        []string              `json:"tags,omitempty"`
	Summary     string                `json:"summary,omitempty"`
	Description string                `json:"description,omitempty"`
	Deprecated  bool                  `json:"deprecated,omitempty"`
	Parameters  []*Parameter          `json:"parameters,omitempty"`
	RequestBody *RequestBody          `json:"requestBody,omitempty"`
	Responses   map[string]*Response  `json:"responses"`
	Security    []map[string][]string `json:"security,omitempty"`

	// Route is the route that leads here, and Handler what it leads to: a handler
	// string, or empty. Neither is printed for clients.
	Route   string `json:"x-gatehouse-route,omitempty"`
	Handler string `json:"x-gatehouse-handler,omitempty"`
}

// Parameter comes from outside the body.
type Parameter struct {
	Name        string  `json:"name"`
	In          string  `json:"in"` // "path", "query", "header", "cookie"
	Description string  `json:"description,omitempty"`
	Required    bool    `json:"required,omitempty"`
	Deprecated  bool    `json:"deprecated,omitempty"`
	Schema      *Schema `json:"schema"`

	// Greedy is a path parameter that takes the rest of the path, slashes
	// included, which OpenAPI has no word for.
	Greedy bool `json:"x-gatehouse-greedy,omitempty"`
}

// RequestBody is what a request carries.
type RequestBody struct {
	Description string                `json:"description,omitempty"`
	Required    bool                  `json:"required,omitempty"`
	Content     map[string]*MediaType `json:"content"`
}

// Response is an answer.
type Response struct {
	Ref         string                `json:"$ref,omitempty"`
	Description string                `json:"description,omitempty"`
	Content     map[string]*MediaType `json:"content,omitempty"`
}

// MediaType is a body in one form.
type MediaType struct {
	Schema *Schema `json:"schema,omitempty"`
}

// Components are what several operations share.
type Components struct {
	Schemas         map[string]*Schema         `json:"schemas,omitempty"`
	SecuritySchemes map[string]*SecurityScheme `json:"securitySchemes,omitempty"`
}

// SecurityScheme is how callers say who they are.
type SecurityScheme struct {
	Type         string `json:"type"` // "http" or "apiKey"
	Description  string `json:"description,omitempty"`
	Name         string `json:"name,omitempty"`
	In           string `json:"in,omitempty"`
	Scheme       string `json:"scheme,omitempty"`
	BearerFormat string `json:"bearerFormat,omitempty"`
	AuthType     string `json:"x-amazon-apigateway-authtype,omitempty"`
}

// Operations returns all operations of a document: by path, then by method.
func (d *Document) Operations() iter.Seq2[Place, *Operation] {
	return func(yield func(Place, *Operation) bool) {
		for _, path := range sortedKeys(d.Paths) {
			for method, op := range d.Paths[path].Operations() {
				if !yield(Place{method, path}, op) {
					return
				}
			}
		}
	}
}

// Place is where an operation stands.
type Place struct{ Method, Path string }

// Marshal writes a document, indented, with a newline at its end.
func Marshal(doc any) ([]byte, error) { return encode(doc, "  ") }

// compact writes a part of a document on one line.
func compact(part any) ([]byte, error) {
	text, err := encode(part, "")
	return bytes.TrimSuffix(text, []byte("\n")), err
}

// encode leaves what only HTML minds as it is.
func encode(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	err := encoder.Encode(v)
	return b.Bytes(), err
}
