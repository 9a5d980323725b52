// Certificates and records against a Certificate Manager and a Cloudflare that
// refuse what the real ones refuse, with failures in between.

package cloudflare

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/awssign"
)

const zone = "023e105f4ecef8ad9ca31a8372d0c353"

// world is both services.
type world struct {
	t        *testing.T
	certs    map[string]*fakeCertificate // by ARN
	byToken  map[string]string           // ARNs by idempotency token
	records  map[string]record           // by id
	next     int
	failures int  // how many calls fail first
	slow     bool // a certificate has no records yet
	calls    []string
}

type fakeCertificate struct {
	names  []string
	inUse  []string
	status string
}

func start(t *testing.T) (*world, *services) {
	w := &world{t: t, certs: map[string]*fakeCertificate{}, byToken: map[string]string{}, records: map[string]record{}}
	aws, cloudflare := httptest.NewServer(http.HandlerFunc(w.aws)), httptest.NewServer(http.HandlerFunc(w.cloudflare))
	t.Cleanup(aws.Close)
	t.Cleanup(cloudflare.Close)
	return w, &services{
		http: http.DefaultClient, api: cloudflare.URL, endpoint: func(string, string, string) string { return aws.URL },
		signer: func(service, region string) awssign.Signer {
			return awssign.Signer{Service: service, Region: region, Key: "KEY"}
		},
		pauses: []time.Duration{time.Microsecond, time.Microsecond, 0},
	}
}

func (w *world) fail() bool {
	w.failures--
	return w.failures >= 0
}

// recordOf is what validates a name: the same for every certificate of an account.
func recordOf(name string) map[string]string {
	return map[string]string{"Name": "_x." + bare(name) + ".", "Type": "CNAME", "Value": "_y." + bare(name) + ".acm-validations.aws."}
}

func (w *world) aws(out http.ResponseWriter, r *http.Request) {
	var in struct {
		DomainName, IdempotencyToken, CertificateArn, SecretId, Name string
		SubjectAlternativeNames                                      []string
	}
	text, _ := io.ReadAll(r.Body)
	_ = json.Unmarshal(text, &in)
	action := r.Header.Get("X-Amz-Target")
	w.calls = append(w.calls, action)
	refuse := func(code string) {
		out.WriteHeader(400)
		_ = json.NewEncoder(out).Encode(map[string]string{"__type": "x#" + code, "message": "no"})
	}
	answer := func(v any) { _ = json.NewEncoder(out).Encode(v) }
	cert := w.certs[in.CertificateArn]
	switch {
	case !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=KEY/"):
		refuse("UnrecognizedClientException")
	case w.fail():
		refuse("ThrottlingException")
	case strings.HasPrefix(action, "secretsmanager"):
		answer(map[string]string{"SecretString": "the-token\n"})
	case strings.HasPrefix(action, "AmazonSSM"):
		answer(map[string]any{"Parameter": map[string]string{"Value": "the-token"}})
	case strings.HasSuffix(action, ".RequestCertificate"):
		arn := w.byToken[in.IdempotencyToken]
		if arn == "" {
			arn = fmt.Sprintf("arn:aws:acm:us-east-1:1:certificate/%d", len(w.certs)+1)
			w.byToken[in.IdempotencyToken] = arn
			w.certs[arn] = &fakeCertificate{names: append([]string{in.DomainName}, in.SubjectAlternativeNames...), status: "PENDING_VALIDATION"}
		}
		answer(map[string]string{"CertificateArn": arn})
	case strings.HasSuffix(action, ".ListCertificates"):
		var list []map[string]any
		for _, arn := range slices.Sorted(maps.Keys(w.certs)) {
			list = append(list, map[string]any{"CertificateArn": arn, "DomainName": w.certs[arn].names[0], "SubjectAlternativeNameSummaries": w.certs[arn].names})
		}
		answer(map[string]any{"CertificateSummaryList": list})
	case cert == nil:
		refuse("ResourceNotFoundException")
	case strings.HasSuffix(action, ".DeleteCertificate"):
		if len(cert.inUse) > 0 {
			refuse("ResourceInUseException")
			return
		}
		delete(w.certs, in.CertificateArn)
	default:
		all := true
		var options []map[string]any
		for _, name := range cert.names {
			option := map[string]any{"DomainName": name}
			if !w.slow {
				option["ResourceRecord"] = recordOf(name)
			}
			all = all && w.has("_x."+bare(name))
			options = append(options, option)
		}
		if all && cert.status == "PENDING_VALIDATION" {
			cert.status = "ISSUED"
		}
		answer(map[string]any{"Certificate": map[string]any{"Status": cert.status, "InUseBy": cert.inUse, "DomainValidationOptions": options,
			"FailureReason": "CAA_ERROR"}})
	}
}

func (w *world) has(name string) bool {
	for _, r := range w.records {
		if r.Name == name {
			return true
		}
	}
	return false
}

func (w *world) cloudflare(out http.ResponseWriter, r *http.Request) {
	w.calls = append(w.calls, r.Method)
	answer := func(status int, result any, problem string) {
		out.WriteHeader(status)
		v := map[string]any{"success": problem == "", "result": result, "errors": []any{}}
		if problem != "" {
			v["errors"] = []any{map[string]any{"code": 9, "message": problem}}
		}
		_ = json.NewEncoder(out).Encode(v)
	}
	id, found := strings.CutPrefix(r.URL.Path, "/zones/"+zone+"/dns_records")
	id = strings.TrimPrefix(id, "/")
	var in record
	text, _ := io.ReadAll(r.Body)
	_ = json.Unmarshal(text, &in)
	switch {
	case r.Header.Get("Authorization") != "Bearer the-token":
		answer(403, nil, "Authentication error")
	case w.fail():
		answer(429, nil, "More than 1200 requests")
	case !found:
		answer(404, nil, "no such zone")
	case r.Method == "GET":
		list := []record{}
		for _, id := range slices.Sorted(maps.Keys(w.records)) {
			if w.records[id].Name == r.URL.Query().Get("name") {
				list = append(list, w.records[id])
			}
		}
		answer(200, list, "")
	case in.Proxied:
		answer(400, nil, "proxied")
	case r.Method == "POST" && w.has(in.Name):
		answer(400, nil, "An A, AAAA, or CNAME record with that host already exists.")
	case r.Method == "POST":
		w.next++
		in.ID = fmt.Sprint(w.next)
		w.records[in.ID] = in
		answer(200, in, "")
	case w.records[id].ID == "":
		answer(404, nil, "no such record")
	case r.Method == "PUT":
		in.ID = id
		w.records[id] = in
		answer(200, in, "")
	default:
		delete(w.records, id)
		answer(200, nil, "")
	}
}

func (w *world) state() string {
	var out []string
	for _, r := range w.records {
		out = append(out, fmt.Sprintf("%s %s %s", r.Type, r.Name, r.Content))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func event(kind string, p Properties) Event {
	p.Zone, p.Token, p.Region = zone, "arn:aws:secretsmanager:us-east-1:1:secret:token", "us-east-1"
	return Event{RequestType: kind, StackId: "arn:aws:cloudformation:r:1:stack/Shop/u", LogicalResourceId: "C", ResourceProperties: p}
}

// finish asks until a request is done, as the framework does.
func finish(t *testing.T, s *services, e Event) Answer {
	t.Helper()
	begun, err := s.onEvent(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	e.PhysicalResourceId = begun.PhysicalResourceId
	for range 5 {
		answer, err := s.isComplete(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		if answer.IsComplete {
			answer.PhysicalResourceId = begun.PhysicalResourceId
			return answer
		}
	}
	t.Fatalf("%s is not done", e.RequestType)
	return Answer{}
}

func TestACertificateFromRequestToDeletion(t *testing.T) {
	w, s := start(t)
	w.slow = true
	create := event("Create", Properties{Names: []string{"example.com", "*.example.com", "www.example.com"}})
	begun, err := s.onEvent(t.Context(), create)
	if err != nil {
		t.Fatal(err)
	}
	create.PhysicalResourceId = begun.PhysicalResourceId
	if answer, err := s.isComplete(t.Context(), create); err != nil || answer.IsComplete || w.state() != "" {
		t.Errorf("without records: %v, %v, %s", answer, err, w.state())
	}
	w.slow, w.failures = false, 2 // and the framework may begin again
	made := finish(t, s, create)
	if made.PhysicalResourceId != begun.PhysicalResourceId || made.Data["CertificateArn"] != begun.PhysicalResourceId || len(w.certs) != 1 {
		t.Errorf("made %v of %v; %d certificates", made, begun, len(w.certs))
	}
	const records = "CNAME _x.example.com _y.example.com.acm-validations.aws, CNAME _x.www.example.com _y.www.example.com.acm-validations.aws"
	if w.state() != records {
		t.Errorf("records: %s", w.state())
	}

	// Other names are another certificate; the old one goes after it.
	update := event("Update", Properties{Names: []string{"example.com"}})
	update.PhysicalResourceId, update.OldResourceProperties = made.PhysicalResourceId, create.ResourceProperties
	second := finish(t, s, update)
	if second.PhysicalResourceId == made.PhysicalResourceId {
		t.Errorf("other names, and the certificate is the same: %v", second)
	}
	gone := create
	gone.RequestType = "Delete"
	w.certs[made.PhysicalResourceId].inUse = []string{"arn:of:distribution"}
	if answer, err := s.isComplete(t.Context(), gone); err != nil || answer.IsComplete {
		t.Errorf("in use: %v, %v", answer, err)
	}
	w.certs[made.PhysicalResourceId].inUse, w.failures = nil, 2
	finish(t, s, gone)
	if w.state() != "CNAME _x.example.com _y.example.com.acm-validations.aws" || len(w.certs) != 1 {
		t.Errorf("after the old one: %s, %d certificates; the other still needs its record", w.state(), len(w.certs))
	}
	last := update
	last.RequestType, last.PhysicalResourceId = "Delete", second.PhysicalResourceId
	finish(t, s, last)
	finish(t, s, last) // once more
	if w.state() != "" || len(w.certs) != 0 {
		t.Errorf("at the end: %s, %d certificates", w.state(), len(w.certs))
	}
}

func TestTheSameNamesAreTheSameCertificate(t *testing.T) {
	w, s := start(t)
	create := event("Create", Properties{Names: []string{"a.example.com", "b.example.com"}})
	made := finish(t, s, create)
	update := event("Update", Properties{Names: []string{"b.example.com", "a.example.com"}})
	update.PhysicalResourceId, update.OldResourceProperties = made.PhysicalResourceId, create.ResourceProperties
	if again := finish(t, s, update); again.PhysicalResourceId != made.PhysicalResourceId || len(w.certs) != 1 {
		t.Errorf("%v, %d certificates", again, len(w.certs))
	}
}

func TestACertificateThatFails(t *testing.T) {
	w, s := start(t)
	create := event("Create", Properties{Names: []string{"a.example.com"}})
	begun, err := s.onEvent(t.Context(), create)
	if err != nil {
		t.Fatal(err)
	}
	w.certs[begun.PhysicalResourceId].status = "FAILED"
	create.PhysicalResourceId = begun.PhysicalResourceId
	if _, err := s.isComplete(t.Context(), create); err == nil || !strings.Contains(err.Error(), "the certificate of a.example.com is FAILED: CAA_ERROR") {
		t.Errorf("%v", err)
	}
	never := event("Delete", Properties{Names: []string{"a.example.com"}})
	never.PhysicalResourceId = "create failed"
	finish(t, s, never)
}

func TestRecords(t *testing.T) {
	w, s := start(t)
	create := event("Create", Properties{Name: "api.example.com", Target: "d-1.execute-api.amazonaws.com"})
	w.failures = 2
	made := finish(t, s, create)
	finish(t, s, create) // the same again
	if w.state() != "CNAME api.example.com d-1.execute-api.amazonaws.com" || made.PhysicalResourceId != "cloudflare/"+zone+"/api.example.com" {
		t.Errorf("%s, %v", w.state(), made)
	}
	update := event("Update", Properties{Name: "api.example.com", Target: "d-2.execute-api.amazonaws.com"})
	finish(t, s, update)
	gone := create
	gone.RequestType = "Delete"
	finish(t, s, gone) // of what it was: it leads elsewhere now
	if w.state() != "CNAME api.example.com d-2.execute-api.amazonaws.com" {
		t.Errorf("%s", w.state())
	}
	update.RequestType = "Delete"
	finish(t, s, update)
	if w.state() != "" {
		t.Errorf("%s", w.state())
	}
}

func TestRecordsOfOthersStay(t *testing.T) {
	w, s := start(t)
	w.records["7"] = record{ID: "7", Type: "A", Name: "api.example.com", Content: "10.0.0.1", Comment: "by hand"}
	create := event("Create", Properties{Name: "api.example.com", Target: "d-1.execute-api.amazonaws.com"})
	_, err := s.onEvent(t.Context(), create)
	if err == nil || !strings.Contains(err.Error(), `has a record A to 10.0.0.1 already, which was not made by this stack (its comment is "by hand")`) {
		t.Errorf("%v", err)
	}
	w.records["7"] = record{ID: "7", Type: "CNAME", Name: "api.example.com", Content: "d-1.execute-api.amazonaws.com", Comment: "by hand"}
	finish(t, s, create) // as it is to be
	create.RequestType = "Delete"
	finish(t, s, create)
	if len(w.records) != 1 {
		t.Error("a record that was made by hand is gone")
	}
}

func TestTokens(t *testing.T) {
	w, s := start(t)
	create := event("Create", Properties{Name: "api.example.com", Target: "x"})
	create.ResourceProperties.Token = "/cloudflare/token"
	finish(t, s, create)
	if !slices.Contains(w.calls, "AmazonSSM.GetParameter") {
		t.Errorf("calls: %v", w.calls)
	}
	_, other := start(t)
	other.token = "another"
	if _, err := other.onEvent(t.Context(), create); err == nil || !strings.Contains(err.Error(), "403 Authentication error (9)") || strings.Contains(err.Error(), "another") {
		t.Errorf("%v", err)
	}
	w, s = start(t)
	w.failures = 100
	if _, err := s.onEvent(t.Context(), create); err == nil || !strings.Contains(err.Error(), "ThrottlingException") {
		t.Errorf("%v", err)
	}
}

func ExampleOnEvent() {
	answer, err := OnEvent(context.Background(), Event{RequestType: "Delete", PhysicalResourceId: "cloudflare/1/api.example.com"})
	fmt.Println(answer.PhysicalResourceId, err)
	// Output: cloudflare/1/api.example.com <nil>
}
