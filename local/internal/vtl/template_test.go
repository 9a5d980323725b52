// Templates as callers use them: examples, errors, interruption and memory.

package vtl

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func ExampleTemplate_Execute() {
	t, err := Parse("POST /todos", `#set($todo = $input.path('$'))
{"id": "$context.requestId", "title": "$util.escapeJavaScript($todo.title)", "tags": [#foreach($t in $todo.tags)"$t"#if($foreach.hasNext), #end#end]}`)
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := t.Execute(context.Background(), &Input{
		Body:    `{"title": "bread & \"butter\"", "tags": ["food", "home"]}`,
		Context: NewMap("requestId", "4f2c"),
	})
	fmt.Println(out, err)
	// Output:
	// {"id": "4f2c", "title": "bread & \"butter\"", "tags": ["food", "home"]} <nil>
}

func ExampleParse() {
	_, err := Parse("POST /todos", "{\n  \"id\": #if($x) 1 #else 2\n}")
	fmt.Println(err)
	// Output:
	// POST /todos:3:2: the template ends where #end should be
}

// TestParseErrors says where a template is wrong.
func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a\n  #set($x 1)", `t:2:11: unexpected "1" where "=" should be`},
		{"é#if($x == )y#end", `t:1:12: unexpected ")" where a value should be`},
		{"#foreach x", "t:1:1: #foreach needs ($item in $list)"},
		{"x\n#include('a')", "t:2:1: #include is not allowed: API Gateway has no files to read"},
		{"#macro()x#end", "t:1:1: #macro needs a name"},
		{"costs 5$", "t:1:8: the template ends after \"$\""},
		{strings.Repeat(" ", maxTemplate+1), "t:1:1: the template is larger than 307200 bytes"},
	} {
		if _, err := Parse("t", c.text); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("Parse(%q) = %v\nwant %s", quote(c.text), err, c.want)
		}
	}
}

// TestNoReflection: nothing leads from a value to its class.
func TestNoReflection(t *testing.T) {
	for _, text := range []string{
		`$x.getClass()`, `$x.class`, `$x.Class`, `$x.class.forName('java.lang.Runtime')`, `$x.getClass().getName()`,
		`$input.getClass()`, `$input.class`, `$util.class`, `$context.class`, `$context.getClass()`, `$foreach.class`,
	} {
		for _, set := range []string{`'s'`, `1`, `1.5`, `true`, `[1]`, `{'k': 1}`, `[1..2]`} {
			tpl, err := Parse("t", "#set($x = "+set+")"+text)
			if err != nil {
				t.Fatal(err)
			}
			if out, err := tpl.Execute(t.Context(), &Input{}); out != "" || err != nil {
				t.Errorf("%s of %s gives %q, %v", text, set, out, err)
			}
		}
	}
}

// TestInterrupted: a request that is over ends its template.
func TestInterrupted(t *testing.T) {
	tpl, err := Parse("t", `#foreach($i in [1..100000])#foreach($j in [1..100000])x#end#end`)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = tpl.Execute(ctx, &Input{})
	var e *Error
	if !errors.As(err, &e) || !strings.Contains(e.Message, "interrupted") {
		t.Errorf("got %v", err)
	}
}

// TestConcurrent: one template serves many requests at once, and each keeps what is its.
func TestConcurrent(t *testing.T) {
	tpl, err := Parse("t", `#macro(m $a)<$a>#end#set($x = $input.path('$.n'))#set($context.responseOverride.header.n = "$x")#foreach($i in [1..20])#m($x)#end`)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	for n := range 16 {
		go func() {
			in := &Input{Body: fmt.Sprintf(`{"n": %d}`, n)}
			out, err := tpl.Execute(context.Background(), in)
			if want := strings.Repeat(fmt.Sprintf("<%d>", n), 20); out != want {
				err = errors.Join(err, fmt.Errorf("%s for %s", out, want))
			}
			if got := in.Context.Map("responseOverride").Map("header").Get("n"); got != fmt.Sprint(n) {
				err = errors.Join(err, fmt.Errorf("override %v for %d", got, n))
			}
			done <- err
		}()
	}
	for range 16 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// forty is a template of 40 lines as they are written.
var forty = `#set($in = $input.path('$'))
#set($context.responseOverride.header.X-Count = "$in.items.size()")
{
  "request": "$context.requestId",
  "stage": "$context.stage",
  "table": "$stageVariables.table",
  "user": "$context.identity.sourceIp",
  "page": "$input.params('page')",
  #if($in.name && $in.name != '')
  "name": "$util.escapeJavaScript($in.name)",
  #else
  "name": null,
  #end
  "total": #set($total = 0)#foreach($i in $in.items)#set($total = $total + $i.price)#end$total,
  "items": [
    #foreach($item in $in.items)
    {
      "id": $item.id,
      "sku": "$item.sku",
      "price": $item.price,
      "index": $foreach.index
    }#if($foreach.hasNext),#end
    #end
  ],
  "headers": {
    #foreach($h in $input.params().header.keySet())
    "$h": "$util.escapeJavaScript($input.params().header.get($h))"#if($foreach.hasNext),#end
    #end
  },
  "body": $input.json('$.items[0]'),
  "first": "$in.items[0].sku.toUpperCase()",
  #if($in.items.size() > 2 || $in.admin == true)
  "many": true,
  #elseif($in.items.size() == 0)
  "none": true,
  #else
  "few": true,
  #end
  "tags": "$!in.tags[0]",
  "end": "${context.requestTimeEpoch}"
}`

func fortyInput() *Input {
	return &Input{
		Body: `{"name": "Ada", "admin": true, "tags": ["x"], "items": [{"id": 1, "sku": "a-1", "price": 10}, {"id": 2, "sku": "b-2", "price": 5.5}]}`,
		Params: Params{Query: NewMap("page", "2"),
			Header: NewMap("Accept", "*/*", "User-Agent", "curl/8", "X-Trace", "t-1")},
		Context: NewMap("requestId", "r-1", "stage", "prod", "requestTimeEpoch", int64(1744202096000),
			"identity", NewMap("sourceIp", "192.0.2.7")),
		StageVariables: NewMap("table", "todos"),
	}
}

func BenchmarkFortyLines(b *testing.B) {
	tpl, err := Parse("t", forty)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := tpl.Execute(b.Context(), fortyInput()); err != nil {
			b.Fatal(err)
		}
	}
}

// A method that takes no arguments is found for a call with some, and then fails; one
// that isn't there is null. So it is in Velocity.
func TestArgumentsOfMethods(t *testing.T) {
	for text, want := range map[string]string{
		`$x.length()`: "3", `$x.length(1)`: "fails", `$x.nothing(1)`: "", `$x.compareTo(1)`: "fails", `$x.compareTo('abd')`: "-1",
		`$n.intValue()`: "5", `$n.intValue('a')`: "fails", `$n.toString(7)`: "7", `$d.isNaN(1.5)`: "false", `$d.toString(1)`: "1.0",
		`$l.size(1)`: "fails", `$l.get('a')`: "", `$m.keySet(1)`: "fails", `$x.replaceAll(1, 'a')`: "",
	} {
		tpl, err := Parse("t", `#set($x = 'abc')#set($n = 5)#set($d = 1.5)#set($l = [1])#set($m = {'a': 1})`+text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := tpl.Execute(t.Context(), &Input{})
		if err != nil {
			got = "fails"
		}
		if got != want {
			t.Errorf("%s gives %q, want %q (%v)", text, got, want, err)
		}
	}
}
