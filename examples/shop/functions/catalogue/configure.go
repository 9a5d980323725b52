// What holds for every route of this folder.

package catalogue

import (
	"time"

	"github.com/gatehouse-go/gatehouse/router"
)

// Configure sets up the generated router.
func Configure(r *router.Router) {
	r.Settings().Compress = true
	r.Use(router.RequestID(), router.AccessLog(nil), router.Timeout(500*time.Millisecond))
}
