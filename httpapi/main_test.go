// One jsii kernel for all tests of the package.

package httpapi_test

import (
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }
