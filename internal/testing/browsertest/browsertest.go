// Package browsertest drives headless Chromium, for tests of what only a browser
// does, such as CORS, and of pages.
//
//	dom := browsertest.DOM(t, "http://localhost:1234/page.html")
//
//	page := browsertest.Open(t, "http://localhost:1234/")
//	page.Click("#send")
//	page.WaitFor(`document.querySelector(".answer")?.textContent === "200"`)
//
// Where there is no Chromium the test is skipped, and says so; with
// GATEHOUSE_BROWSER=required in the environment it fails instead.
package browsertest

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"testing"
	"time"
)

// programs are the names that Chromium goes by.
var programs = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

// arguments keep Chromium to itself: no network but what the page asks for.
var arguments = []string{
	"--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
	"--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
	"--no-proxy-server",
}

// DOM returns the document of a page once its scripts have been at rest for a
// while. Flags are added to Chromium's command line.
func DOM(t *testing.T, url string, flags ...string) string {
	t.Helper()
	program := find(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	args := append([]string{"--user-data-dir=" + t.TempDir(), "--virtual-time-budget=10000", "--dump-dom"}, flags...)
	cmd := exec.CommandContext(ctx, program, append(append(args, arguments...), url)...)
	cmd.WaitDelay = 5 * time.Second
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, problems.String())
	}
	return out.String()
}

func find(t *testing.T) string {
	t.Helper()
	for _, name := range programs {
		if program, err := exec.LookPath(name); err == nil {
			return program
		}
	}
	const reason = "there is no Chromium on this machine (apt-get install chromium)"
	if os.Getenv("GATEHOUSE_BROWSER") == "required" {
		t.Fatal(reason)
	}
	t.Skip(reason)
	return ""
}
