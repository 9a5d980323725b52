// Where the app declares what it has.

package assembly

import (
	"strconv"
	"strings"
)

// Position splits a place such as "main.go:14" into file and line.
func Position(place string) (file string, line int, ok bool) {
	i := strings.LastIndexByte(place, ':')
	if i <= 0 {
		return "", 0, false
	}
	line, err := strconv.Atoi(place[i+1:])
	return place[:i], line, err == nil && line > 0
}
