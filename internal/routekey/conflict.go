package routekey

// Conflict reports whether two keys claim the same requests.
func Conflict(a, b Key) (example string, conflict bool) {
	return "", a.Shape() == b.Shape()
}
