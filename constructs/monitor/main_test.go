package monitor_test

import (
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }
