// What must hold before the application goes live.

package main

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/jsii-runtime-go"
)

// Without a certificate nobody gets to the partners' API, and by its own address
// nobody gets to any.
func TestDomainsAreTheOnlyWayIn(t *testing.T) {
	authority, err := os.ReadFile("partners.pem")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range synth(t) {
		for _, kind := range []string{"AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"} {
			if _, api := s.only(t, kind); api["DisableExecuteApiEndpoint"] != true {
				t.Errorf("%s: the %s has an address of its own", s.env.name, kind)
			}
		}
		if _, api := s.only(t, "AWS::ApiGateway::RestApi"); api["SecurityPolicy"] != "TLS_1_2" {
			t.Errorf("%s: the REST API takes TLS as %v says", s.env.name, api["SecurityPolicy"])
		}
		domains := s.of("AWS::ApiGatewayV2::DomainName")
		if len(domains) != 2 {
			t.Errorf("%s: %d domains, want 2", s.env.name, len(domains))
		}
		for _, d := range domains {
			name := d["DomainName"].(string)
			if policy := d["DomainNameConfigurations"].([]any)[0].(map[string]any)["SecurityPolicy"]; policy != "TLS_1_2" {
				t.Errorf("%s takes TLS as %v says", name, policy)
			}
			mutual, _ := d["MutualTlsAuthentication"].(map[string]any)
			switch {
			case name == s.env.staff && mutual != nil:
				t.Errorf("%s asks for certificates", name)
			case name == s.env.partners && mutual == nil:
				t.Errorf("%s asks for no certificates", name)
			case name == s.env.partners:
				file := "asset." + path.Base(strings.Trim(textOf(mutual["TruststoreUri"]), `"]}`))
				if uploaded, err := os.ReadFile(filepath.Join(s.dir, file)); err != nil || !bytes.Equal(uploaded, authority) {
					t.Errorf("%s: the authority that is uploaded is not partners.pem: %v", name, err)
				}
			}
		}
		for _, record := range s.some(t, "AWS::Route53::RecordSet") {
			if record["HostedZoneId"] != s.env.zoneID {
				t.Errorf("%v is in the zone %v, want %s", record["Name"], record["HostedZoneId"], s.env.zoneID)
			}
		}
	}
}

func TestAuthorityIsValidForAnotherYear(t *testing.T) {
	content, err := os.ReadFile("partners.pem")
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(content)
	authority, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if left := time.Until(authority.NotAfter); left < 365*24*time.Hour {
		t.Errorf("partners.pem ends on %s: give partners certificates of a new authority, and trust both meanwhile", authority.NotAfter.Format(time.DateOnly))
	}
}

func TestEachStageOfThePartnersAPI(t *testing.T) {
	for _, s := range synth(t) {
		stages := s.of("AWS::ApiGateway::Stage")
		if len(stages) != 2 {
			t.Errorf("%s: %d stages, want 2", s.env.name, len(stages))
		}
		walls := textOf(s.of("AWS::WAFv2::WebACLAssociation"))
		tables := map[string]bool{}
		for id, stage := range stages {
			name := s.env.name + " " + stage["StageName"].(string)
			if !strings.Contains(walls, ref(id)) {
				t.Errorf("%s has no web ACL", name)
			}
			if stage["TracingEnabled"] != true {
				t.Errorf("%s is not traced", name)
			}
			if log := textOf(stage["AccessLogSetting"]); !strings.Contains(log, `\"partner\":\"$context.identity.clientCert.subjectDN\"`) {
				t.Errorf("%s: the access log doesn't tell who called: %s", name, log)
			}
			limit := s.env.live
			if stage["StageName"] == "sandbox" {
				limit = s.env.sandbox
			}
			all := stage["MethodSettings"].([]any)[0].(map[string]any)
			if all["ResourcePath"] != "/*" || all["ThrottlingRateLimit"] != limit.Rate || all["LoggingLevel"] != "ERROR" || all["MetricsEnabled"] != true {
				t.Errorf("%s has the settings %s", name, textOf(all))
			}
			tables[textOf(stage["Variables"].(map[string]any)["ORDERS_TABLE"])] = true
		}
		for id := range s.some(t, "AWS::DynamoDB::GlobalTable") {
			if !tables[ref(id)] {
				t.Errorf("%s: no stage has the table %s", s.env.name, id)
			}
		}
		for id, group := range s.some(t, "AWS::Logs::LogGroup") {
			if group["RetentionInDays"] != float64(s.env.logDays) {
				t.Errorf("%s: %s keeps logs for %v days, want %d", s.env.name, id, group["RetentionInDays"], s.env.logDays)
			}
		}
	}
}

func TestOrdersOutliveTheStack(t *testing.T) {
	for _, s := range synth(t) {
		for id, properties := range s.some(t, "AWS::DynamoDB::GlobalTable") {
			if policy := s.Resources("AWS::DynamoDB::GlobalTable")[id].DeletionPolicy; policy != "Retain" {
				t.Errorf("%s: %s has the deletion policy %q", s.env.name, id, policy)
			}
			table := textOf(properties["Replicas"])
			if !strings.Contains(table, `"DeletionProtectionEnabled":true`) || !strings.Contains(table, `"PointInTimeRecoveryEnabled":true`) {
				t.Errorf("%s: %s has no protection or no way back: %s", s.env.name, id, table)
			}
		}
	}
}

func TestStaffReadsLiveOrdersAndNothingElse(t *testing.T) {
	for _, s := range synth(t) {
		found := false
		for id, policy := range s.of("AWS::IAM::Policy") {
			if !strings.HasPrefix(id, "Staff") {
				continue
			}
			found = true
			rights := textOf(policy["PolicyDocument"])
			for _, never := range []string{"SandboxOrders", "dynamodb:Put", "dynamodb:Update", "dynamodb:Delete", "dynamodb:BatchWrite", "dynamodb:*"} {
				if strings.Contains(rights, never) {
					t.Errorf("%s: the staff's function has rights to %s: %s", s.env.name, never, rights)
				}
			}
			if !strings.Contains(rights, "dynamodb:Query") {
				t.Errorf("%s: the staff's function can't read orders: %s", s.env.name, rights)
			}
		}
		if !found {
			t.Errorf("%s: the staff's function has no rights", s.env.name)
		}
	}
}

func TestURLs(t *testing.T) {
	for _, s := range synth(t) {
		want := []string{"https://" + s.env.partners + "/live", "https://" + s.env.partners + "/sandbox", "https://" + s.env.staff}
		var got []string
		for _, output := range *s.FindOutputs(jsii.String("*"), nil) {
			got = append(got, fmt.Sprint((*output)["Value"]))
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s has the outputs %q, want %q", s.env.name, got, want)
		}
	}
}

// Alarms that nobody hears are none: each tells the topic, which lets CloudWatch
// in, as its key does.
func TestAlarmsReachWhoIsOnCall(t *testing.T) {
	for _, s := range synth(t) {
		topic, properties := s.only(t, "AWS::SNS::Topic")
		key, locked := s.only(t, "AWS::KMS::Key")
		if got := textOf(properties["KmsMasterKeyId"]); !strings.Contains(got, key) {
			t.Errorf("%s: the topic is encrypted with %s", s.env.name, got)
		}
		alarms := s.of("AWS::CloudWatch::Alarm")
		if len(alarms) < 10 {
			t.Errorf("%s: %d alarms only", s.env.name, len(alarms))
		}
		for id, alarm := range alarms {
			if textOf(alarm["AlarmActions"]) != "["+ref(topic)+"]" {
				t.Errorf("%s: %s tells %s", s.env.name, id, textOf(alarm["AlarmActions"]))
			}
		}
		const principal = `"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"}`
		lets := func(policy, action string) bool { // alarms of this account, and nobody else's
			_, rest, _ := strings.Cut(policy, `"Action":`+action+`,"Condition":{"ArnLike":{"aws:SourceArn":`)
			condition, _, found := strings.Cut(rest, principal)
			return found && strings.Contains(condition, `:alarm:*`)
		}
		if got := textOf(locked["KeyPolicy"]); !lets(got, `["kms:Decrypt","kms:GenerateDataKey*"]`) {
			t.Errorf("%s: the key doesn't let CloudWatch use it: %s", s.env.name, got)
		}
		_, policy := s.only(t, "AWS::SNS::TopicPolicy")
		if got := textOf(policy); !lets(got, `"sns:Publish"`) {
			t.Errorf("%s: the topic doesn't let CloudWatch in: %s", s.env.name, got)
		}
		if _, mail := s.only(t, "AWS::SNS::Subscription"); mail["Endpoint"] != s.env.onCall {
			t.Errorf("%s: alarms go to %v, want %s", s.env.name, mail["Endpoint"], s.env.onCall)
		}
	}
}
