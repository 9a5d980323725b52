package accesslog_test

import (
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/plan"
	"github.com/gatehouse-go/gatehouse/internal/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

var kinds = []*plan.Kind{plan.HTTP, plan.REST, plan.WebSocket}
