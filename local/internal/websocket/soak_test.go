// A long run of connections that come, speak and go.

package websocket_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/gatehouse-go/gatehouse/local"
)

// With GATEHOUSE_SOAK=10m in the environment clients come and go for so long,
// while functions crash and the assembly is reloaded. Each message must be
// answered, by its reply or by an error frame; nothing may be left behind.
func TestSoak(t *testing.T) {
	span, err := time.ParseDuration(os.Getenv("GATEHOUSE_SOAK"))
	if err != nil {
		t.Skip("GATEHOUSE_SOAK is not set")
	}
	s := serve(t, leaving(), func(c *local.Config) { c.Log = nil })
	s.connect("").event("x")
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithTimeout(t.Context(), span)
	defer cancel()
	var connected, answered, failed, abrupt, reloads atomic.Int64
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			for ctx.Err() == nil {
				conn, _, err := websocket.Dial(t.Context(), s.url(), nil)
				if err != nil {
					t.Errorf("connect: %v", err)
					return
				}
				connected.Add(1)
				for range rand.IntN(20) {
					text := fmt.Sprint(rand.Int64())
					do := "echo"
					if rand.IntN(50) == 0 {
						do = "exit"
					}
					message, _ := json.Marshal(object{"do": do, "arg": text})
					if err := conn.Write(t.Context(), websocket.MessageText, message); err != nil {
						t.Errorf("send: %v", err)
						break
					}
					wait, stop := context.WithTimeout(t.Context(), time.Minute)
					_, got, err := conn.Read(wait)
					stop()
					switch {
					case err != nil:
						t.Errorf("no answer: %v", err)
					case string(got) == text:
						answered.Add(1)
					case strings.Contains(string(got), "Internal server error"):
						failed.Add(1) // its process crashed, by this message or another
					default:
						t.Errorf("%s: got %s", message, got)
					}
				}
				if rand.IntN(2) == 0 {
					abrupt.Add(1)
					_ = conn.CloseNow()
				} else if err := conn.Close(websocket.StatusNormalClosure, ""); err != nil {
					t.Errorf("close: %v", err)
				}
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
	all.Go(func() {
		for tick := time.NewTicker(2 * time.Second); ctx.Err() == nil; {
			select {
			case <-tick.C:
				if err := s.Reload(s.dir); err != nil {
					t.Errorf("reload: %v", err)
				}
				reloads.Add(1)
			case <-ctx.Done():
			}
		}
	})
	all.Wait()
	time.Sleep(2 * time.Second)
	after := runtime.NumGoroutine()
	t.Logf("%d connections (%d left without a word), %d answers, %d error frames of crashes, %d reloads; %d goroutines before, %d after",
		connected.Load(), abrupt.Load(), answered.Load(), failed.Load(), reloads.Load(), before, after)
	if after > before+20 {
		t.Errorf("%d goroutines are left behind", after-before)
	}
}
