// Many connections: how much an idle one takes, and how long a message is on its way.

package websocket_test

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"
)

// With GATEHOUSE_SOCKETS=5000 in the environment this opens as many connections,
// and says what they take: memory of this process, in which the clients are too,
// as bare sockets. Each connection has both its ends here and takes two open files:
// 10,000 need a hard limit (ulimit -Hn) above 20,000, to which Go raises its own.
func TestMemoryOfIdleConnections(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("GATEHOUSE_SOCKETS"))
	if err != nil {
		n = 50
	}
	s := serve(t, template(map[string]object{"$default": replies(nil)}, nil), nil)
	s.raw() // what one needs is loaded now
	used := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapInuse + m.StackInuse
	}
	before := used()
	conns := make([]net.Conn, n)
	for i := range conns {
		conns[i] = s.raw()
	}
	each := (used() - before) / uint64(n)
	t.Logf("%d connections, %d bytes each, %.1f MB in all", n, each, float64(each)*float64(n)/1e6)
	if n >= 1000 && each > 40_000 {
		t.Errorf("a connection takes %d bytes, more than 40,000", each)
	}
	runtime.KeepAlive(conns)
}

// From one client through a function, which posts it, to another client.
func BenchmarkFromClientToClient(b *testing.B) {
	s := serve(b, leaving(), nil)
	anna, ben := s.connect(""), s.connect("")
	id := ben.event("x")["requestContext"].(object)["connectionId"]
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		text := fmt.Sprint(i)
		began := time.Now()
		anna.send(object{"do": "post", "to": id, "arg": text})
		if got := ben.receive(); got != text {
			b.Fatalf("got %s, want %s", got, text)
		}
		took = append(took, time.Since(began))
		if got := anna.receive(); got != "sent" {
			b.Fatal(got)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "median-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
