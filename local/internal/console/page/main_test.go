// One browser serves all tests of this package.

package page

import (
	"os"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/browsertest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }
