// Command generate writes create_only.txt: which properties make CloudFormation
// replace a resource, from the CDK's service specification. It fetches the
// specification with npm:
//
//	go generate ./internal/redeploy
package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const specification = "@aws-cdk/aws-service-spec@0.1.216"

type resource struct {
	CloudFormationType string
	PrimaryIdentifier  []string
	Properties         map[string]struct{ CausesReplacement string }
}

func main() {
	log.SetFlags(0)
	var lines []string
	for _, r := range fetch() {
		var yes, maybe, identity []string
		for property, p := range r.Properties {
			switch p.CausesReplacement {
			case "yes":
				yes = append(yes, property)
			case "maybe":
				maybe = append(maybe, property)
			}
		}
		for _, property := range r.PrimaryIdentifier {
			if _, given := r.Properties[property]; !given {
				identity = nil // the service gives a part of it
				break
			}
			identity = append(identity, property)
		}
		slices.Sort(yes)
		slices.Sort(maybe)
		line := r.CloudFormationType
		for _, list := range [][]string{yes, maybe, identity} {
			line += " " + strings.Join(list, ",")
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	text := fmt.Sprintf("# From %s by internal/redeploy/generate: type, properties that replace, that may, and that name one together.\n%s\n",
		specification, strings.Join(lines, "\n"))
	check(os.WriteFile("create_only.txt", []byte(text), 0o644))
}

// fetch returns all types of resources of the specification.
func fetch() []resource {
	dir, err := os.MkdirTemp("", "service-spec-*")
	check(err)
	defer os.RemoveAll(dir)
	cmd := exec.Command("npm", "pack", "--silent", specification)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	name, err := cmd.Output()
	check(err)
	file, err := os.Open(filepath.Join(dir, strings.TrimSpace(string(name))))
	check(err)
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	check(err)
	for archive := tar.NewReader(unzipped); ; {
		header, err := archive.Next()
		check(err)
		if header.Name == "package/db.json.gz" {
			return read(archive)
		}
	}
}

func read(r io.Reader) []resource {
	unzipped, err := gzip.NewReader(r)
	check(err)
	var db struct {
		Schema struct{ Resource struct{ Entities []resource } }
	}
	check(json.NewDecoder(unzipped).Decode(&db))
	return db.Schema.Resource.Entities
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
