// The page with sample answers, to look at while working on it.

package page

import (
	"net/http"
	"os"
	"testing"
)

// GATEHOUSE_PAGE=127.0.0.1:8080 go test -run TestByHand -timeout 0 ./local/internal/console/page
func TestByHand(t *testing.T) {
	address := os.Getenv("GATEHOUSE_PAGE")
	if address == "" {
		t.Skip("serves until it is interrupted; only with GATEHOUSE_PAGE in the environment")
	}
	t.Fatal(http.ListenAndServe(address, newFake(t, 0)))
}
