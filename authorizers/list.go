// Lists within authorizers, which are compared by ==.

package authorizers

import "strings"

// list holds texts in a form that is comparable.
type list struct {
	joined string
	n      int
}

// separator stands between texts. None of ours holds it.
const separator = "\x00"

func join(items []string) list { return list{strings.Join(items, separator), len(items)} }

func (l list) items() []string {
	if l.n == 0 {
		return nil
	}
	return strings.Split(l.joined, separator)
}
