// Recorded templates: what Velocity and API Gateway make of each.

package vtl

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"
)

// divergences are the cases that this package fails on purpose, each with its reason.
var divergences = map[string]string{}

// testCase is a template with what Velocity 1.7 gives for it and, where that differs,
// what API Gateway does.
type testCase struct {
	ID       string
	Family   string
	Template string
	Context  struct {
		Body           string
		Params         json.RawMessage
		Context        json.RawMessage
		StageVariables json.RawMessage
	}
	outcome
	AWSDiffers *outcome `json:"aws_differs"`
}

type outcome struct {
	Expect  *string
	Error   string
	Effects map[string]any
}

// target is what the case expects of API Gateway.
func (c *testCase) target() outcome {
	o := c.outcome
	if d := c.AWSDiffers; d != nil {
		if d.Expect != nil || d.Error != "" {
			o.Expect, o.Error = d.Expect, d.Error
		}
		if d.Effects != nil {
			o.Effects = d.Effects
		}
	}
	return o
}

func readCases(t testing.TB) (cases []*testCase) {
	t.Helper()
	var r io.Reader
	if name := os.Getenv("VTL_CASES"); name != "" {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		r = bytes.NewReader(b)
	} else {
		f, err := os.Open("testdata/cases.jsonl.gz")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	s := bufio.NewScanner(r)
	s.Buffer(nil, 4<<20)
	for s.Scan() {
		c := &testCase{}
		if err := json.Unmarshal(s.Bytes(), c); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	if s.Err() != nil || len(cases) == 0 {
		t.Fatal("no cases", s.Err())
	}
	return cases
}

// run executes a case's template, and describes what differs from what is wanted.
func (c *testCase) run(want outcome, plain bool) string {
	toMap := func(raw json.RawMessage) *Map {
		v, _ := parseJSON(string(raw))
		m, _ := v.(*Map)
		if m == nil {
			m = &Map{}
		}
		return m
	}
	params := toMap(c.Context.Params)
	in := &Input{
		Body:           c.Context.Body,
		Params:         Params{Path: params.Map("path"), Query: params.Map("querystring"), Header: params.Map("header")},
		Context:        toMap(c.Context.Context),
		StageVariables: toMap(c.Context.StageVariables),
	}
	kind := "parse"
	out := ""
	tpl, err := Parse(c.ID, c.Template)
	if plain && err != nil { // without API Gateway's refusal of #include and #parse
		if t, e := parseInto(&tree{}, c.Template); e == nil {
			tpl, err = &Template{name: c.ID, form: &form{}}, nil
			tpl.form.parsed.Store(t)
		}
	}
	if err == nil {
		kind = "runtime"
		tpl.plain = plain
		out, err = tpl.Execute(context.Background(), in)
		if errors.Is(err, errParse) {
			kind = "parse"
		}
	}
	if err != nil {
		if want.Error == kind || want.Error == "any" {
			return ""
		}
		return "fails (" + kind + "): " + err.Error()
	}
	if want.Error != "" {
		return "should fail (" + want.Error + "), gives " + quote(out)
	}
	if out != *want.Expect {
		return "gives  " + out + "\nwanted " + *want.Expect
	}
	if d := c.effects(in.Context, want.Effects); d != "" {
		return d
	}
	return ""
}

// effects compares what is left in the overrides.
func (c *testCase) effects(ctx *Map, want map[string]any) string {
	got := map[string]any{}
	for _, name := range []string{"requestOverride", "responseOverride"} {
		var b strings.Builder
		newExec(nil).json(&b, ctx.Map(name), 0)
		m := map[string]any{}
		if err := json.Unmarshal([]byte(b.String()), &m); err != nil {
			return err.Error()
		}
		for k, v := range m {
			if sub, ok := v.(map[string]any); ok && len(sub) == 0 {
				delete(m, k)
			}
		}
		if len(m) > 0 {
			got[name] = m
		}
	}
	if len(got) == 0 && len(want) == 0 || reflect.DeepEqual(got, want) {
		return ""
	}
	g, _ := json.Marshal(got)
	w, _ := json.Marshal(want)
	return "leaves " + string(g) + "\nwanted " + string(w)
}

// TestCases runs the cases against what API Gateway does, and those that Velocity gives
// another answer for against that as well.
func TestCases(t *testing.T) {
	pass, divergence, fail := 0, 0, 0
	for _, c := range readCases(t) {
		problem := c.run(c.target(), false)
		if problem == "" {
			if problem = c.run(c.outcome, true); problem != "" {
				problem = "as plain Velocity: " + problem
			}
		}
		_, meant := divergences[c.ID]
		switch {
		case problem == "" && meant:
			t.Errorf("%s passes, and is listed as a divergence", c.ID)
		case problem == "":
			pass++
		case meant:
			divergence++
		default:
			fail++
			t.Errorf("%s: %q\n%s", c.ID, c.Template, problem)
		}
	}
	t.Logf("pass %d, divergence %d, fail %d", pass, divergence, fail)
}
