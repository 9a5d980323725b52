// The server listens on this machine only.

package local_test

import (
	"net"
	"strings"
	"testing"
	"time"
)

// A server that was told no address must not be reached from the network.
func TestListensOnThisMachineOnly(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{"GET /": nil}, nil), nil)
	host, port, err := net.SplitHostPort(strings.TrimPrefix(base, "http://"))
	if err != nil || host != "127.0.0.1" {
		t.Fatalf("address %s, %v", base, err)
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		ip, ok := a.(*net.IPNet)
		if !ok || ip.IP.IsLoopback() || ip.IP.IsLinkLocalUnicast() {
			continue
		}
		conn, err := net.DialTimeout("tcp", net.JoinHostPort(ip.IP.String(), port), time.Second)
		if err == nil {
			conn.Close()
			t.Errorf("answers at %s", ip.IP)
		}
	}
}
