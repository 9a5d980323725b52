// Command report runs all races beside the usual ways and peers and writes their results
// as Markdown, of which README quotes the first table:
//
//	go run ./report -o report.md
//
// It is run in the folder bench, and needs Linux, Node and npm, which installs the CDK for
// TypeScript and serverless-offline in a temporary folder. Ways to do the same are
// measured in turns and by their medians, so that ratios hold on a busy machine; absolute
// figures are those of the machine. With -quick, sizes are tiny and the peers that npm
// installs are left out: it shows that the report runs, and means nothing.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/bench/internal/synths"
)

// sizes are how much is measured.
type sizes struct {
	quick     bool
	rounds    int
	routes    []int         // of synths
	build     int           // functions
	load      time.Duration // of each load on a server
	starts    int           // of servers
	peer      string        // a folder where serverless-offline is installed; empty installs it
	cdk       string        // the same of the CDK for TypeScript
	few, more int           // routes between which the cost of one more is measured
}

func main() {
	log.SetFlags(0)
	synths.Relay()
	quick := flag.Bool("quick", false, "tiny sizes, and no peers that npm installs")
	rounds := flag.Int("rounds", 7, "rounds of each comparison")
	load := flag.Duration("load", 5*time.Second, "length of each load on a local server")
	output := flag.String("o", "", "file to write; empty is standard output")
	races := flag.String("races", "fit,synth,calls,build,router,local", "which to run")
	peer := flag.String("peer", "", "folder with serverless-offline, installed; empty installs it")
	cdk := flag.String("cdk", "", "folder with aws-cdk-lib for Node, installed; empty installs it")
	flag.Parse()
	s := sizes{rounds: *rounds, routes: []int{10, 100, 400, 2000}, build: 20, load: *load, starts: 5,
		peer: *peer, cdk: *cdk, few: 50, more: 100}
	if *quick {
		s = sizes{quick: true, rounds: 1, routes: []int{2, 4}, build: 2, load: 100 * time.Millisecond, starts: 1, few: 2, more: 4}
	}
	text, err := write(s, strings.Split(*races, ","))
	jsii.Close()
	if err == nil && *output != "" {
		err = os.WriteFile(*output, []byte(text), 0o644)
	} else if err == nil {
		_, err = io.WriteString(os.Stdout, text)
	}
	if err != nil {
		log.Fatal("report: ", err)
	}
}

// write runs races and returns the report.
func write(s sizes, names []string) (string, error) {
	temp, err := os.MkdirTemp("", "gatehouse-report-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp)
	bench, err := os.Getwd()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Gatehouse beside its peers\n\nMeasured on %s with %s on %s/%s, %d processors.\n",
		time.Now().UTC().Format(time.DateOnly), runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	if s.quick {
		b.WriteString("\nA run with tiny sizes: the figures mean nothing.\n")
	}
	races := map[string]func(temp string, s sizes) ([]table, error){
		"fit": fit, "synth": synthTimes, "calls": calls, "build": buildTimes, "router": routerTimes, "local": localServers,
	}
	for _, name := range names {
		race := races[name]
		if race == nil {
			return "", fmt.Errorf("there is no race %q; there are fit, synth, calls, build, router and local", name)
		}
		log.Print(name, " ...")
		tables, err := race(temp, s)
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		for _, t := range tables {
			b.WriteString(t.String())
		}
		if err := os.Chdir(bench); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// table is a table in Markdown.
type table struct {
	title  string
	header []string
	rows   [][]string
	note   string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t table) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s\n\n| %s |\n|%s\n", t.title, strings.Join(t.header, " | "), strings.Repeat("---|", len(t.header)))
	for _, row := range t.rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
	}
	if t.note != "" {
		fmt.Fprintf(&b, "\n%s\n", t.note)
	}
	return b.String()
}

// ratio is how often one duration goes into another.
func ratio(of, in time.Duration) string { return fmt.Sprintf("%.2f", float64(of)/float64(in)) }

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
