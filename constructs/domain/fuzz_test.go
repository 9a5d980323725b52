// Truststores that nobody would write.

package domain

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"strings"
	"testing"
	"time"
)

// Any file is a list of problems, each in one line, or certificates that
// crypto/x509 takes too.
func FuzzTruststore(f *testing.F) {
	authority, err := os.ReadFile("../../examples/production/partners.pem")
	if err != nil {
		f.Fatal(err)
	}
	block, _ := pem.Decode(authority)
	for _, text := range []string{
		"", "text", string(authority), string(authority) + string(authority), "\ufeff" + string(authority), strings.ReplaceAll(string(authority), "\n", "\r\n"),
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("secret")})),
		string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Headers: map[string]string{"a": "b"}, Bytes: block.Bytes})),
		string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: block.Bytes[:40]})),
		"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
	} {
		f.Add([]byte(text))
	}
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text []byte) {
		problems, warnings := checkTruststore(text, now)
		for _, p := range append(problems, warnings...) {
			if p == "" || strings.ContainsAny(p, "\n\r") {
				t.Errorf("problem %q", p)
			}
		}
		if len(problems) == 0 && !x509.NewCertPool().AppendCertsFromPEM(text) {
			t.Error("no problem, but crypto/x509 finds no certificate")
		}
	})
}
