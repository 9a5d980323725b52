// Bundles: their bytes, their exports, what is wrong with sources.

package nodebuild_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/nodebuild"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
)

const app = `
-- tsconfig.json --
{"compilerOptions": {"paths": {"@lib/*": ["./lib/*"]}, "strict": true}}
-- package.json --
{"type": "commonjs"}
-- lib/greet.ts --
export const greet = (name: string): string => ` + "`hello ${name}`" + `;
-- functions/users.ts --
import { greet } from "@lib/greet";
import { cors, links } from "gatehouse:function";
import leftPad from "left-pad";

export interface Shape { name: string }
export const index = async (event: { name: string }) =>
  ({ greeting: greet(event.name), table: links.todosTable, headers: cors.headers(), padded: leftPad("7", 3), from: cors.headers({ headers: { Origin: "https://a.example" } }) });
export default async function () { return "the default"; }
export const boom = async () => {
  throw new RangeError("boom");
};
export const slip = async () => links.todoTable;
-- functions/common.js --
const { basename } = require("path");
exports.run = async () => ({ base: basename(__filename), dir: typeof __dirname });
-- functions/whole.js --
module.exports = Object.fromEntries(["a", "b"].map((n) => [n, async () => n]));
-- functions/again.ts --
export * from "./users";
-- functions/orders/handler.ts --
import { readFileSync } from "node:fs";
import { next } from "./state";
export const index = async () => readFileSync(new URL("../templates/mail.txt", import.meta.url), "utf8").trim() + next();
-- functions/orders/admin.ts --
import { next } from "./state";
export const index = async () => "admin" + next();
-- functions/orders/state.ts --
let n = 0;
export const next = () => ++n;
-- functions/orders/templates/mail.txt --
mail
-- functions/orders/.env --
SECRET=1
-- functions/orders/node_modules/x/x.js --
-- node_modules/left-pad/package.json --
{"name": "left-pad", "main": "main.js"}
-- node_modules/left-pad/main.js --
const util = require("util");
module.exports = (s, n) => util.format("%s", " ".repeat(n - s.length)) + s;
-- functions/bad/missing.ts --
import { nothing } from "./nowhere";
import zod from "zod";
import { greet, gret } from "@lib/greet";
import other from "gatehouse:other";
import { deep } from "left-pad/deep";
export const index = () => [nothing, zod, greet, gret, other, deep];
-- functions/bad/syntax.ts --
export const index = async ( => 1;
-- functions/bad/native.js --
import "./addon.js";
export const index = () => 1;
-- functions/bad/addon.js --
import addon from "sharp/build/sharp.node";
export default addon;
-- node_modules/sharp/build/sharp.node --
ELF
-- functions/bad/wasm.js --
import w from "./x.wasm";
export const index = () => w;
-- functions/bad/x.wasm --
-- functions/sdk.ts --
import { S3Client } from "@aws-sdk/client-s3";
export const index = () => new S3Client({});
-- functions/nothing.ts --
export type Only = string;
`

// unpack writes the application into a new folder, and gives the test a cache of
// its own.
func unpack(t *testing.T) string {
	t.Helper()
	testmodule.Isolate(t)
	return unpackAgain(t)
}

func unpackAgain(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse([]byte(app)).Files {
		write(t, filepath.Join(dir, filepath.FromSlash(f.Name)), string(f.Data))
	}
	return dir
}

// file is a function of one file with routes to some of its exports.
func file(dir, name string, exports ...string) code.Main {
	base := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	m := code.Main{Language: source.Node, Source: strings.TrimSuffix(name, filepath.Ext(name)), Dir: filepath.Join(dir, filepath.Dir(name)),
		File: filepath.Base(name), ModuleDir: dir, Runtime: "nodejs22.x", Links: []string{"TODOS_TABLE"}}
	for _, fn := range exports {
		m.Routes = append(m.Routes, code.Route{Key: "GET /" + fn, Module: base, Func: fn, Origin: "main.go:7"})
	}
	return m
}

// call asks functions and returns what they answer to an event.
const call = `
import { readFileSync } from "node:fs";
console.error = () => {};
process.env.TODOS_TABLE = "todos-1";
process.env.GATEHOUSE_CORS = '{"allowOrigins":["https://a.example"]}';
const out = [];
for (const { dir, event } of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    const { handler } = await import(dir + "/index.mjs");
    out.push(JSON.stringify(await handler(event, {})));
  } catch (err) {
    out.push(err.name + ": " + err.message + "\n" + err.stack);
  }
}
console.log(JSON.stringify(out));
`

type event struct {
	Dir   string         `json:"dir"`
	Event map[string]any `json:"event"`
}

func TestFunctionsRun(t *testing.T) {
	dir := unpack(t)
	users := file(dir, "functions/users.ts", "index", "default", "boom", "slip")
	mapped := file(dir, "functions/users.ts", "boom")
	mapped.Bundle = code.Bundle{SourceMap: true, Minify: true}
	common := file(dir, "functions/common.js")
	common.Module, common.Start = "common", "run"
	whole := file(dir, "functions/whole.js")
	whole.Module, whole.Start = "whole", "b"
	again := file(dir, "functions/again.ts", "index")
	orders := code.Main{Language: source.Node, Source: "functions/orders", Dir: filepath.Join(dir, "functions/orders"), ModuleDir: dir,
		Runtime: "nodejs24.x", Routes: []code.Route{{Key: "GET /a", Module: "handler", Func: "index"}, {Key: "GET /b", Module: "admin", Func: "index"}}}
	built := build(t, users, mapped, common, whole, again, orders)
	var answers []string
	node(t, call, []event{
		{built[0].Dir, map[string]any{"routeKey": "GET /index", "name": "Ann"}},
		{built[0].Dir, map[string]any{"routeKey": "GET /default"}},
		{built[0].Dir, map[string]any{"routeKey": "GET /slip"}},
		{built[1].Dir, map[string]any{"routeKey": "GET /boom"}},
		{built[2].Dir, map[string]any{"Records": []any{}}},
		{built[3].Dir, nil},
		{built[4].Dir, map[string]any{"routeKey": "GET /index", "name": "Ben"}},
		{built[5].Dir, map[string]any{"routeKey": "GET /a"}},
		{built[5].Dir, map[string]any{"routeKey": "GET /b"}},
	}, &answers)
	for i, want := range []string{
		`{"greeting":"hello Ann","table":"todos-1","headers":{"Vary":"Origin","Access-Control-Allow-Origin":"https://a.example"},"padded":"  7",` +
			`"from":{"Vary":"Origin","Access-Control-Allow-Origin":"https://a.example"}}`,
		`"the default"`,
		`there is no link todoTable; there are: todosTable`,
		"RangeError: boom",
		`"dir":"string"`,
		`"b"`,
		`{"greeting":"hello Ben"`,
		`"mail1"`,
		`"admin2"`, // both files have one state
	} {
		if !strings.Contains(answers[i], want) {
			t.Errorf("answer %d: %s\nwant %s", i, answers[i], want)
		}
	}
	if !strings.Contains(answers[3], "functions/users.ts:10:") {
		t.Errorf("a stack trace that names no line of the source: %s", answers[3])
	}
}

func TestFoldersArePackagedWhole(t *testing.T) {
	dir := unpack(t)
	built := build(t, code.Main{Language: source.Node, Source: "functions/orders", Dir: filepath.Join(dir, "functions/orders"), ModuleDir: dir,
		Module: "handler", Start: "index"})
	var names []string
	for name := range contents(t, built[0].Dir) {
		names = append(names, name)
	}
	slices.Sort(names)
	if want := []string{"handlers/handler.mjs", "index.mjs", "templates/mail.txt"}; !slices.Equal(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
}

// The same sources in another folder are the same asset.
func TestBytesDoNotDependOnTheFolder(t *testing.T) {
	testmodule.Isolate(t)
	var first map[string]string
	for i := range 2 {
		dir := unpackAgain(t)
		mapped := file(dir, "functions/users.ts", "index")
		mapped.Bundle.SourceMap = true
		all := map[string]string{}
		for _, b := range build(t, mapped, file(dir, "functions/common.js", "run"), code.Main{Language: source.Node, Source: "functions/orders",
			Dir: filepath.Join(dir, "functions/orders"), ModuleDir: dir, Routes: []code.Route{{Key: "GET /a", Module: "handler", Func: "index"},
				{Key: "GET /b", Module: "admin", Func: "index"}}}) {
			for name, text := range contents(t, b.Dir) {
				all[filepath.Base(b.Dir)+"/"+name] = text
				if strings.Contains(text, dir) {
					t.Errorf("%s names the folder %s", name, dir)
				}
			}
		}
		if i == 0 {
			first = all
			continue
		}
		if len(all) < 8 || len(all) != len(first) {
			t.Errorf("%d files, %d in the other folder", len(all), len(first))
		}
		for name, text := range all {
			if first[name] != text {
				t.Errorf("%s differs", name)
			}
		}
	}
}

func TestWhatHasNotChangedIsNotBundledAgain(t *testing.T) {
	dir := unpack(t)
	m := file(dir, "functions/users.ts", "index")
	settle(t, dir) // files that have just changed are not vouched for
	first := build(t, m)[0]
	greet := filepath.Join(dir, "lib/greet.ts")
	text, err := os.ReadFile(greet)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(greet)
	if err != nil {
		t.Fatal(err)
	}
	write(t, greet, strings.Replace(string(text), "hello", "howdy", 1))
	if err := os.Chtimes(greet, info.ModTime(), info.ModTime()); err != nil { // looks as before
		t.Fatal(err)
	}
	m.Routes[0].Origin = "main.go:9"
	if again := build(t, m)[0]; again.Dir != first.Dir || !slices.Equal(again.Inputs, first.Inputs) {
		t.Errorf("%+v, want %+v", again, first)
	}
	for _, change := range []struct{ file, text string }{
		{"lib/greet.ts", `export const greet = (name: string): string => "good morning " + name;`},
		{"lib/greet.mts", "nothing imports it"}, // but it could take the place of another
		{"tsconfig.json", `{"compilerOptions": {"paths": {"@lib/*": ["./other/*"]}}}`},
	} {
		write(t, filepath.Join(dir, change.file), change.text)
		built, err := nodebuild.Build(t.Context(), []code.Main{m})
		if err != nil {
			t.Fatal(err)
		}
		switch changed := built[0].Dir != first.Dir; change.file {
		case "lib/greet.ts":
			if !changed {
				t.Errorf("%s changed, and the code did not", change.file)
			}
			first = built[0]
		case "tsconfig.json":
			if len(built[0].Problems) != 1 || !strings.Contains(built[0].Problems[0].Text, `Could not resolve "@lib/greet"`) {
				t.Errorf("%+v", built[0])
			}
		}
	}
}

// settle makes the files of a folder older than a build that is to come.
func settle(t *testing.T, dir string) {
	t.Helper()
	past := time.Now().Add(-time.Hour)
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(path, past, past)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestProblems(t *testing.T) {
	dir := unpack(t)
	folder := func(modules ...string) code.Main {
		m := code.Main{Language: source.Node, Source: "functions/bad", Dir: filepath.Join(dir, "functions/bad"), ModuleDir: dir}
		for _, name := range modules {
			m.Routes = append(m.Routes, code.Route{Key: "GET /" + name, Module: name, Func: "index"})
		}
		return m
	}
	missing := folder("missing")
	missing.Routes = append(missing.Routes, code.Route{Key: "GET /indx", Module: "missing", Func: "indx"})
	sdk := file(dir, "functions/sdk.ts", "index")
	sdk.Bundle.SDK = true
	left := file(dir, "functions/users.ts", "index")
	left.Bundle.External = []string{"left-pad"}
	start := file(dir, "functions/users.ts")
	start.Module, start.Start = "users", "nope"
	for _, test := range []struct {
		m    code.Main
		want []string
	}{
		{file(dir, "functions/users.ts", "index", "indx", "Shape"), []string{
			`handler "functions/users.indx": functions/users.ts has no export indx; it has boom, default, index, slip`,
			`handler "functions/users.Shape": functions/users.ts has no export Shape; it has`}},
		{start, []string{`handler "functions/users.nope": functions/users.ts has no export nope; it has`}},
		{file(dir, "functions/common.js", "ran"), []string{`handler "functions/common.ran": functions/common.js has no export ran; it has run`}},
		{file(dir, "functions/whole.js", "known"), nil}, // only when it runs
		{file(dir, "functions/again.ts", "indx"), []string{`functions/again.ts has no export indx; it has boom, index, slip`}},
		{file(dir, "functions/nothing.ts", "index"), []string{`functions/nothing.ts has no export index; it exports nothing`}},
		{missing, []string{
			`handler "functions/bad::missing.index": functions/bad/missing.ts:1:25: Could not resolve "./nowhere"`,
			`functions/bad/missing.ts:2:17: Could not resolve "zod": node_modules lacks it: run "npm install zod" in the folder of package.json, or name it in Bundle.External`,
			`there is no module "gatehouse:other": there is "gatehouse:function"`,
			`functions/bad/missing.ts:5:22: Could not resolve "left-pad/deep" in the installed package left-pad`,
			`handler "functions/bad::missing.indx": functions/bad/missing.ts has no export indx; it has index`}},
		{folder("syntax"), []string{`handler "functions/bad::syntax.index": functions/bad/syntax.ts:1:30: Unexpected "=>"`}},
		{folder("native"), []string{`package sharp has native code (node_modules/sharp/build/sharp.node), which is made for one system and is not bundled`}},
		{folder("wasm"), []string{`No loader is configured for ".wasm" files: functions/bad/x.wasm: read such a file at run time`}},
		{file(dir, "functions/sdk.ts", "index"), nil}, // the runtime brings it
		{sdk, []string{`Could not resolve "@aws-sdk/client-s3": node_modules lacks it: run "npm install @aws-sdk/client-s3"`}},
		{left, nil},
	} {
		built, err := nodebuild.Build(t.Context(), []code.Main{test.m})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range built[0].Problems {
			got = append(got, p.Text)
		}
		if len(got) != len(test.want) || (len(got) > 0) != (built[0].Dir == "") {
			t.Errorf("%s: folder %q, problems:\n%s\nwant %d", test.m.Source, built[0].Dir, strings.Join(got, "\n"), len(test.want))
			continue
		}
		for i, want := range test.want {
			if !strings.Contains(got[i], want) {
				t.Errorf("%s: %s\nwant %s", test.m.Source, got[i], want)
			}
		}
	}
}

// A problem with a route names it, whatever the order.
func TestProblemsKnowTheirRoute(t *testing.T) {
	dir := unpack(t)
	built, err := nodebuild.Build(t.Context(), []code.Main{file(dir, "functions/users.ts", "index", "indx", "slip", "slop")})
	if err != nil {
		t.Fatal(err)
	}
	if p := built[0].Problems; len(p) != 2 || p[0].Route != 1 || p[1].Route != 3 {
		t.Errorf("%+v", p)
	}
}
