// A long run under load, with clients that break the rules.

package main

// A mixed load with crashes, timeouts, impatient clients and reloads: nothing
// may be lost, swapped, or left behind.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-go/gatehouse/bench/internal/servers"
	"github.com/gatehouse-go/gatehouse/local"
)

// counts are what the clients have seen.
type counts struct {
	good, expectedErrors, impatient, wrong atomic.Int64
	firstWrong                             atomic.Pointer[string]
}

func (c *counts) note(format string, args ...any) {
	c.wrong.Add(1)
	text := fmt.Sprintf(format, args...)
	c.firstWrong.CompareAndSwap(nil, &text)
}

func runSoak(temp string, duration time.Duration) error {
	if _, err := servers.Gatehouse(temp); err != nil {
		return err
	}
	assembly := filepath.Join(temp, "cdk.out")
	other := filepath.Join(temp, "other")
	if err := os.CopyFS(other, os.DirFS(filepath.Join(assembly, "asset.code"))); err != nil {
		return err
	}
	before := state()
	srv, err := local.Start(context.Background(), local.Config{Assembly: assembly, Log: slog.New(reasons{})})
	if err != nil {
		return err
	}
	var c counts
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() { c.client(srv.URL("Bench/Api")+"/hello/", i, stop) })
	}
	reloads := 0
	begin, sampled := time.Now(), time.Now()
	for time.Since(begin) < duration {
		time.Sleep(2 * time.Second)
		reloads++
		if reloads%2 == 0 {
			err = srv.Reload(assembly)
		} else {
			err = srv.Swap("Bench/F", other)
		}
		if err != nil {
			return err
		}
		if time.Since(sampled) > 30*time.Second {
			sampled = time.Now()
			fmt.Printf("%4.0f s: %d answers, %s\n", time.Since(begin).Seconds(), c.good.Load(), state())
		}
	}
	close(stop)
	wg.Wait()
	fmt.Printf("%v: %d good answers, %d errors as asked for, %d impatient clients, %d wrong or lost, %d reloads\n",
		duration, c.good.Load(), c.expectedErrors.Load(), c.impatient.Load(), c.wrong.Load(), reloads)
	srv.Close()
	time.Sleep(time.Second)
	fmt.Printf("before: %s\nafter:  %s\n", before, state())
	if first := c.firstWrong.Load(); first != nil {
		return errors.New(*first)
	}
	return nil
}

// reasons prints why the server failed where it should not have.
type reasons struct{}

func (reasons) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelWarn }
func (r reasons) WithAttrs([]slog.Attr) slog.Handler             { return r }
func (r reasons) WithGroup(string) slog.Handler                  { return r }

func (reasons) Handle(_ context.Context, record slog.Record) error {
	attrs := map[string]string{}
	record.Attrs(func(a slog.Attr) bool {
		attrs[a.Key] = a.Value.String()
		return true
	})
	if strings.Contains(attrs["path"], "/echo-") && attrs["reason"] != context.Canceled.Error() {
		fmt.Printf("%s: %s after %s: %s\n", attrs["path"], attrs["status"], attrs["latency"], attrs["reason"])
	}
	return nil
}

// client sends one request after the other; each has a name of its own.
func (c *counts) client(url string, i int, stop chan struct{}) {
	transport := &http.Transport{MaxIdleConnsPerHost: 1}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	for n := 0; ; n++ {
		select {
		case <-stop:
			return
		default:
		}
		verb, want, patience := "echo", 200, 20*time.Second
		switch dice := rand.IntN(10000); {
		case dice < 400:
			verb, want = "fail", 500
		case dice < 500:
			verb, want = "exit", 500
		case dice < 505:
			verb, want = "hang", 500
		case dice < 600:
			patience = time.Duration(rand.IntN(400)) * time.Microsecond
		}
		name := fmt.Sprintf("%s-%d-%d", verb, i, n)
		status, body, err := fetch(client, url+name, patience)
		switch {
		case errors.Is(err, context.DeadlineExceeded) && patience < time.Second:
			c.impatient.Add(1)
		case err != nil:
			c.note("%s: lost: %v", name, err)
		case status != want:
			c.note("%s: got %d %s", name, status, body)
		case want == 200 && body != `{"hello":"`+name+`"}`:
			c.note("%s: swapped: %s", name, body)
		case want == 200:
			c.good.Add(1)
		default:
			c.expectedErrors.Add(1)
		}
	}
}

func fetch(client *http.Client, url string, patience time.Duration) (int, string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, "", err
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, string(body), err
}

// state counts what must not grow.
func state() string {
	files, _ := os.ReadDir("/proc/self/fd")
	processes, zombies := 0, 0
	for _, pid := range servers.Descendants(os.Getpid()) {
		processes++
		if text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); strings.Contains(string(text), ") Z ") {
			zombies++
		}
	}
	return fmt.Sprintf("%d goroutines, %d files, %d processes, %d zombies, %d MB", runtime.NumGoroutine(), len(files), processes, zombies,
		servers.Resident(os.Getpid())>>20)
}
