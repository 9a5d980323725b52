// REST APIs that are made of an OpenAPI document.

package assembly

func (r *reader) readDefinition(p place, api *API, props props) {
	props.problem("this API is imported from an OpenAPI document, which Gatehouse doesn't read: its routes are not known")
}
