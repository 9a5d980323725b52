// Conformance: cases recorded from Powertools for AWS Lambda (Python), run
// through this router.

package router_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

// A conformanceCase is one line of a file of cases.
type conformanceCase struct {
	ID        string `json:"id"`
	Resolver  string `json:"resolver"`
	ProxyType string `json:"proxy_type"`
	Config    struct {
		CORS *struct {
			AllowOrigin      string   `json:"allow_origin"`
			ExtraOrigins     []string `json:"extra_origins"`
			AllowHeaders     []string `json:"allow_headers"`
			ExposeHeaders    []string `json:"expose_headers"`
			MaxAge           *int     `json:"max_age"`
			AllowCredentials bool     `json:"allow_credentials"`
		} `json:"cors"`
		StripPrefixes json.RawMessage `json:"strip_prefixes"`
		Debug         bool            `json:"debug"`
	} `json:"config"`
	Routes []struct {
		Rule         string   `json:"rule"`
		Method       string   `json:"method"`
		CORS         *bool    `json:"cors"`
		Compress     bool     `json:"compress"`
		CacheControl string   `json:"cache_control"`
		Outcome      *outcome `json:"outcome"`
	} `json:"routes"`
	ExcHandlers []json.RawMessage `json:"exc_handlers"`
	ExcHandler  *struct {
		Key     string  `json:"key"`
		Outcome outcome `json:"outcome"`
	} `json:"exc_handler"`
	Outcome      *outcome          `json:"outcome"`
	Event        json.RawMessage   `json:"event"`
	Expect       *wireResponse     `json:"expect"`
	ExpectRaises string            `json:"expect_raises"`
	BuildRaises  string            `json:"build_raises"`
	Matched      *matched          `json:"matched"`
	Args         map[string]string `json:"args"`
}

type matched struct {
	Index  int    `json:"index"`
	Method string `json:"method"`
	Rule   string `json:"rule"`
}

// A wireResponse is what Lambda sends back.
type wireResponse struct {
	StatusCode        int                  `json:"statusCode"`
	Body              any                  `json:"body"`
	IsBase64Encoded   bool                 `json:"isBase64Encoded"`
	Headers           map[string]string    `json:"headers"`
	MultiValueHeaders *map[string][]string `json:"multiValueHeaders"`
	Cookies           *[]string            `json:"cookies"`
}

// TestConformance runs the cases of testdata, or of the file that the
// environment variable CONFORMANCE_FILE names. Its last line is the count.
func TestConformance(t *testing.T) {
	files := []string{"testdata/powertools-recorded.jsonl.gz", "testdata/powertools-generated.jsonl.gz"}
	if file := os.Getenv("CONFORMANCE_FILE"); file != "" {
		files = []string{file}
	}
	pass, fail := 0, 0
	taken := map[string]int{}
	for _, file := range files {
		for c := range readCases(t, file) {
			problem, got := runCase(&c)
			if problem == "" {
				pass++
				continue
			}
			if name := divergenceOf(&c, problem, &got); name != "" {
				taken[name]++
				continue
			}
			fail++
			t.Errorf("%s: %s", c.ID, problem)
		}
	}
	diverging := 0
	for _, d := range divergences {
		if n := taken[d.name]; n > 0 {
			fmt.Printf("%4d  %s: %s\n", n, d.name, d.reason)
			diverging += n
		}
	}
	if total := pass + diverging + fail; os.Getenv("CONFORMANCE_FILE") == "" && pass*100 < total*85 {
		t.Errorf("%d of %d cases pass without divergence, want 85 %%", pass, total)
	}
	fmt.Printf("pass %d, divergence %d, fail %d\n", pass, diverging, fail)
}

// readCases yields the cases of a file, which may be compressed.
func readCases(t *testing.T, file string) func(func(conformanceCase) bool) {
	return func(yield func(conformanceCase) bool) {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var r io.Reader = f
		if strings.HasSuffix(file, ".gz") {
			if r, err = gzip.NewReader(f); err != nil {
				t.Fatal(err)
			}
		}
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, 64<<20)
		for lines.Scan() {
			var c conformanceCase
			if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
				t.Fatalf("%s: %v", lines.Bytes()[:min(80, len(lines.Bytes()))], err)
			}
			if !yield(c) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
}
