// Templates and payloads that nobody would write.

package vtl

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
)

// FuzzTemplate feeds templates and payloads that nobody would write: whatever they are,
// there is an answer or an *Error, and it comes soon.
//
//	go test ./local/internal/vtl -fuzz FuzzTemplate -fuzzminimizetime 1x
func FuzzTemplate(f *testing.F) {
	for i, c := range readCases(f) {
		if i%5 == 0 {
			f.Add(c.Template, c.Context.Body)
		}
	}
	f.Fuzz(func(t *testing.T, text, body string) {
		tpl, err := Parse("fuzz", text)
		var e *Error
		if err != nil {
			if !errors.As(err, &e) || e.Line < 1 || e.Column < 1 {
				t.Fatalf("Parse gives %v, which is no *Error with a place", err)
			}
			return
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		out, err := tpl.Execute(ctx, &Input{Body: body})
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("Execute gives %v, which is no *Error", err)
		}
		if ctx.Err() != nil || len(out) > maxOutput+3 {
			t.Fatalf("out of bounds: %v, %d bytes", ctx.Err(), len(out))
		}
	})
}

// TestBounds gives templates that would take all time or memory.
func TestBounds(t *testing.T) {
	deep := func(open, middle, shut string, n int) string {
		return strings.Repeat(open, n) + middle + strings.Repeat(shut, n)
	}
	for name, text := range map[string]string{
		"range":            `#set($x = [1..2000000000])`,
		"range of ranges":  `#foreach($i in [1..100000])#foreach($j in [1..100000])#foreach($k in [1..100000])x#end#end#end`,
		"doubling":         `#set($s = "xxxxxxxx")#foreach($i in [1..100])#set($s = "$s$s")#end`,
		"adding":           `#set($s = "xxxxxxxx")#foreach($i in [1..100])#set($s = $s + $s)#end`,
		"big numbers":      `#set($n = 99999999999999999999)#foreach($i in [1..100])#set($n = $n * $n)#end`,
		"list in itself":   `#set($l = [])#set($m = [$l])#set($x = $l.add($m))$l`,
		"map as its key":   `#set($m = {})$m.put($m, 1)$m.put($m, 2)`,
		"key with the map": `#set($l = [])#set($m = {$l: 1})#set($x = $l.add($m))$m.get($l)$m.containsKey($m)`,
		"keys in keys":     `#set($m = {})#set($n = {})#foreach($i in [1..100000])#set($m = {$m: 1})#set($n = {$n: 1})#end#if($m == $n)x#end`,
		"wide keys":        `#set($l = [1])#foreach($i in [1..60])#set($l = [$l, $l])#end#set($m = {$l: 1})$m.get($l)`,
		"lists of lists":   `#set($l = [1])#foreach($i in [1..60])#set($l = [$l, $l])#end$l`,
		"repeat":           `#set($s = "x")$s.repeat(2000000000)`,
		"replace":          `#set($s = "x")#set($s = $s.repeat(100000))$s.replace("x", $s)`,
		"macro":            `#macro(m)#m()#end#m()`,
		"macros by two":    `#macro(m)#m()#m()#end#m()`,
		"macro arguments":  `#macro(m $a)#m("$a$a")#end#m("x")`,
		"define":           `#define($d)$d$d#end$d$d` + strings.Repeat(`#define($e)$d$d#end`, 3) + deep(`#foreach($i in [1..300])`, `$e`, `#end`, 4),
		"evaluate":         `#set($t = '#evaluate($t)')#evaluate($t)`,
		"parentheses":      `#if(` + deep("(", "1", ")", 100000) + `)#end`,
		"not":              `#if(` + strings.Repeat("!", 100000) + `true)#end`,
		"blocks":           deep(`#if(true)`, "x", "#end", 100000),
		"lists":            `#set($x = ` + deep("[", "1", "]", 100000) + `)`,
		"references":       deep(`$a.b(`, "1", ")", 100000),
		"strings":          `#set($x = "` + strings.Repeat(`#set($x = ""`, 1000) + `")`,
		"pattern":          `#set($s = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")$s.matches("(a+)+b")`,
		"path":             `$input.path("$` + strings.Repeat("..*", 40) + `")`,
		"keys":             `#set($m = {})#foreach($i in [1..100000])#set($x = $m.put([$i], 1))#end`,
		"output":           `#foreach($i in [1..1000000])xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx#end`,
		"removing":         `#set($l = [1..100000])#foreach($i in [1..100000])#set($x = $l.remove(0))#end`,
		"large decimals":   `#set($n = 99999999999999999999 * 0.1)#foreach($i in [1..100])#set($n = $n * $n)#end`,
		"body in the body": `#macro(m)$bodyContent#end#@m()#@m()$bodyContent#end#end`,
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			tpl, err := Parse(name, text)
			if err == nil {
				_, err = tpl.Execute(t.Context(), &Input{Body: deep("[", "1", "]", 400)})
			}
			runtime.ReadMemStats(&after)
			if grown := (after.TotalAlloc - before.TotalAlloc) >> 20; grown > 600 {
				t.Errorf("takes %d MB", grown)
			}
			var e *Error
			if err != nil && !errors.As(err, &e) {
				t.Errorf("gives %v, which is no *Error", err)
			}
			if name == "body in the body" || name == "define" {
				return // these end by themselves
			}
			if err == nil {
				t.Error("is not stopped")
			}
		})
	}
}
