// What a synth with cdk-nag leaves in the cloud assembly.

package gatehousetest

import (
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// message is a warning or an error on a construct.
type message struct{ path, text string }

// acceptance is a finding that stays: rule with reason on a resource. A rule
// that finds several things has the thing in front of the reason, as cdk-nag's
// reports show it: "[Resource::*] reason".
type acceptance struct{ path, rule, reason string }

// each calls read for the files of the assembly whose names end so.
func each(dir, suffix string, read func(content []byte) error) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, suffix) {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := read(content); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return nil
	})
}

// readMessages returns all warnings and errors. They are in the manifest, or in
// files beside it.
func readMessages(dir string) ([]message, error) {
	type entries map[string][]struct {
		Type string
		Data any
	}
	var out []message
	add := func(all entries) {
		for path, list := range all {
			for _, e := range list {
				if e.Type == "aws:cdk:warning" || e.Type == "aws:cdk:error" {
					out = append(out, message{path, fmt.Sprint(e.Data)})
				}
			}
		}
	}
	err := each(dir, "manifest.json", func(content []byte) error {
		var manifest struct {
			Artifacts map[string]struct{ Metadata entries }
		}
		err := json.Unmarshal(content, &manifest)
		for _, artifact := range manifest.Artifacts {
			add(artifact.Metadata)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = each(dir, ".metadata.json", func(content []byte) error {
		var all entries
		err := json.Unmarshal(content, &all)
		add(all)
		return err
	})
	return out, err
}

// readUsed returns what cdk-nag's reports say was found and accepted.
func readUsed(dir string) (map[acceptance]bool, error) {
	used, reports := map[acceptance]bool{}, 0
	err := each(dir, "-NagReport.csv", func(content []byte) error {
		reports++
		rows, err := csv.NewReader(strings.NewReader(string(content))).ReadAll()
		for _, row := range rows { // rule, resource, compliance, reason and more
			if row[2] == "Suppressed" {
				used[acceptance{row[1], row[0], row[3]}] = true
			}
		}
		return err
	})
	if err == nil && reports == 0 {
		err = fmt.Errorf("no report of cdk-nag in %s: it checked nothing", dir)
	}
	return used, err
}

// readAccepted returns what the templates say is accepted.
func readAccepted(dir string) ([]acceptance, error) {
	type metadata struct {
		Path string `json:"aws:cdk:path"`
		Nag  struct {
			Rules []struct {
				ID, Reason string
				Encoded    bool     `json:"is_reason_encoded"`
				AppliesTo  []string `json:"applies_to"`
			} `json:"rules_to_suppress"`
		} `json:"cdk_nag"`
	}
	var out []acceptance
	err := each(dir, ".template.json", func(content []byte) error {
		var template struct {
			Metadata  metadata
			Resources map[string]struct{ Metadata metadata }
		}
		if err := json.Unmarshal(content, &template); err != nil {
			return err
		}
		if rules := template.Metadata.Nag.Rules; len(rules) > 0 {
			return fmt.Errorf("%s is accepted in the whole stack: name the resources", rules[0].ID)
		}
		for _, resource := range template.Resources {
			m := resource.Metadata
			for _, rule := range m.Nag.Rules {
				if rule.Encoded {
					reason, err := base64.StdEncoding.DecodeString(rule.Reason)
					if err != nil {
						return err
					}
					rule.Reason = string(reason)
				}
				if len(rule.AppliesTo) == 0 {
					out = append(out, acceptance{m.Path, rule.ID, rule.Reason})
				}
				for _, detail := range rule.AppliesTo {
					out = append(out, acceptance{m.Path, rule.ID, "[" + detail + "] " + rule.Reason})
				}
			}
		}
		return nil
	})
	return out, err
}
