// Package definitions holds that an API behaves the same whether its routes are
// resources of the template or one OpenAPI definition: random APIs of both kinds are
// declared once, rendered both ways, served on this machine and asked the same.
//
// GATEHOUSE_DEFINITIONS=10000 compares so many APIs instead of a few hundred,
// GATEHOUSE_DEFINITIONS_FROM=n begins with the nth.

package definitions

import (
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }
