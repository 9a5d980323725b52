// Files of authorities, good and bad. The certificates are made here, since
// stored ones would run out.

package domain_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// authority is a certificate and its key.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
	pem  []byte
}

var serial int64

// newAuthority makes a certificate signed by a parent, or by itself; change
// makes it another than a good one of an authority.
func newAuthority(t *testing.T, parent *authority, change ...func(*x509.Certificate, *crypto.Signer)) *authority {
	t.Helper()
	serial++
	var key crypto.Signer
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "Authority " + big.NewInt(serial).String()},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(365 * 24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	for _, f := range change {
		f(c, &key)
	}
	issuer, signer := c, key
	if parent != nil {
		issuer, signer = parent.cert, parent.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, issuer, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{cert, key, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
}

// keyed gives a certificate another key.
func keyed(key crypto.Signer, err error) func(*x509.Certificate, *crypto.Signer) {
	if err != nil {
		panic(err)
	}
	return func(_ *x509.Certificate, k *crypto.Signer) { *k = key }
}

// writePEM writes a file and returns its path.
func writePEM(t *testing.T, parts ...[]byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "authorities.pem")
	if err := os.WriteFile(file, bytes.Join(parts, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestTruststores(t *testing.T) {
	t.Setenv("GODEBUG", "rsa1024min=0") // to make the weak key that is refused
	root := newAuthority(t, nil)
	chain := []*authority{root}
	for range 4 {
		chain = append(chain, newAuthority(t, chain[len(chain)-1]))
	}
	day := 24 * time.Hour
	expired := newAuthority(t, nil, func(c *x509.Certificate, _ *crypto.Signer) {
		c.NotBefore, c.NotAfter = time.Now().Add(-9*day), time.Now().Add(-day)
	})
	future := newAuthority(t, nil, func(c *x509.Certificate, _ *crypto.Signer) { c.NotBefore = time.Now().Add(2 * day) })
	client := newAuthority(t, root, func(c *x509.Certificate, _ *crypto.Signer) { c.IsCA = false })
	weak := newAuthority(t, nil, keyed(rsa.GenerateKey(rand.Reader, 1024)))
	small := newAuthority(t, nil, keyed(ecdsa.GenerateKey(elliptic.P224(), rand.Reader)))
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	modern := newAuthority(t, nil, keyed(edwards, err))
	der, err := x509.MarshalPKCS8PrivateKey(root.key)
	if err != nil {
		t.Fatal(err)
	}
	key := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	for name, tt := range map[string]struct {
		parts [][]byte
		want  []string // nil: fine
	}{
		"one":               {[][]byte{root.pem}, nil},
		"four in a chain":   {[][]byte{chain[3].pem, chain[2].pem, chain[1].pem, root.pem}, nil},
		"text between":      {[][]byte{[]byte("# partners\n"), root.pem, []byte("\n# theirs\n"), chain[1].pem}, nil},
		"RSA":               {[][]byte{newAuthority(t, nil, keyed(rsa.GenerateKey(rand.Reader, 2048))).pem}, nil},
		"P-384":             {[][]byte{newAuthority(t, nil, keyed(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))).pem}, nil},
		"five in a chain":   {[][]byte{chain[4].pem, chain[3].pem, chain[2].pem, chain[1].pem, root.pem}, []string{"is more than 4 certificates away from its root"}},
		"broken chain":      {[][]byte{chain[2].pem, root.pem}, []string{"its issuer " + chain[1].cert.Subject.String() + " is not in the file"}},
		"empty":             {[][]byte{[]byte(" \n")}, []string{"the file is empty"}},
		"no PEM":            {[][]byte{[]byte("hello")}, []string{"no certificates in PEM"}},
		"DER":               {[][]byte{root.cert.Raw}, []string{"no certificates in PEM"}},
		"cut off":           {[][]byte{root.pem, root.pem[:60]}, []string{"1 of 2 blocks can't be read: cut off or damaged"}},
		"damaged, between":  {[][]byte{root.pem, []byte("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"), chain[1].pem}, []string{"1 of 3 blocks can't be read"}},
		"headers":           {[][]byte{pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Headers: map[string]string{"Name": "x"}, Bytes: root.cert.Raw})}, []string{"block 1 has headers"}},
		"private key":       {[][]byte{root.pem, key}, []string{"block 2 is a private key: take it out"}},
		"request":           {[][]byte{root.pem, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: []byte{1}})}, []string{"block 2 is a CERTIFICATE REQUEST"}},
		"damaged":           {[][]byte{pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.cert.Raw[:99]})}, []string{"block 1 is not a certificate"}},
		"twice":             {[][]byte{root.pem, root.pem}, []string{"is there twice"}},
		"expired":           {[][]byte{expired.pem}, []string{"ended on " + expired.cert.NotAfter.Format(time.DateOnly)}},
		"not yet":           {[][]byte{future.pem}, []string{"begins on " + future.cert.NotBefore.Format(time.DateOnly)}},
		"client":            {[][]byte{root.pem, client.pem}, []string{"is of no authority (CA)"}},
		"RSA of 1024 bits":  {[][]byte{weak.pem}, []string{"RSA key of 1024 bits; 2048 is the least"}},
		"ECDSA of 224 bits": {[][]byte{small.pem}, []string{"ECDSA key of 224 bits; 256 is the least"}},
		"Ed25519":           {[][]byte{modern.pem}, []string{"signed by Ed25519", "has a key of type Ed25519"}},
		"several things":    {[][]byte{expired.pem, client.pem, key}, []string{"ended on", "is of no authority", "its issuer", "private key"}},
	} {
		t.Run(name, func(t *testing.T) {
			app := synthtest.App()
			stack := stackIn(app, "Test", "eu-west-1")
			domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", DNS: domain.Elsewhere(), MutualTLS: &domain.MutualTLS{PEM: writePEM(t, tt.parts...)}})
			got := synthtest.Report(app)
			if len(got) != len(tt.want) {
				t.Errorf("%d problems, want %d:\n%s", len(got), len(tt.want), strings.Join(got, "\n"))
			}
			for _, want := range tt.want {
				if !contains(got, want) {
					t.Errorf("nothing of %q:\n%s", want, strings.Join(got, "\n"))
				}
			}
		})
	}
}

func TestAnEndThatIsNearIsAWarning(t *testing.T) {
	near := newAuthority(t, nil, func(c *x509.Certificate, _ *crypto.Signer) { c.NotAfter = time.Now().Add(10 * 24 * time.Hour) })
	stack := stackIn(synthtest.App(), "Test", "eu-west-1")
	domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", DNS: domain.Elsewhere(), MutualTLS: &domain.MutualTLS{PEM: writePEM(t, near.pem)}})
	synthtest.Synth(t, stack)
	synthtest.WantWarning(t, stack, `authorities.pem: certificate of CN=Authority \d+ ends on `+near.cert.NotAfter.Format(time.DateOnly))
}

// policyFor lets an account call.
func policyFor(account string) awsiam.PolicyDocument {
	return awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &[]awsiam.PolicyStatement{
		awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Principals: &[]awsiam.IPrincipal{awsiam.NewAccountPrincipal(account)},
			Actions:    jsii.Strings("execute-api:Invoke"), Resources: jsii.Strings("execute-api:/*"),
		}),
	}})
}
