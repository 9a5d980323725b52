// One jsii kernel for all tests of the package, and the kinds of API they run on.

package accesslog_test

import (
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }
