// The one place where bytes become a string without a copy.

package router

import "unsafe"

// unsafeString returns b as a string. Nobody may write to b from then on.
func unsafeString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
