// What is wrong with a file of certificates of authorities.

package domain

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
)

const (
	longestChain = 4                   // certificates of authorities, the client's not counted
	soon         = 30 * 24 * time.Hour // when an end of validity is worth a warning
)

// strong are the signatures that API Gateway takes: SHA-256 and better by RSA and
// ECDSA (API Gateway developer guide, "Configuring your truststore").
var strong = []x509.SignatureAlgorithm{
	x509.SHA256WithRSA, x509.SHA384WithRSA, x509.SHA512WithRSA,
	x509.SHA256WithRSAPSS, x509.SHA384WithRSAPSS, x509.SHA512WithRSAPSS,
	x509.ECDSAWithSHA256, x509.ECDSAWithSHA384, x509.ECDSAWithSHA512,
}

// checkTruststore says what is wrong with the text of a PEM file, and what is
// likely to be. API Gateway itself takes such a file with a warning that nobody
// sees, and then refuses clients.
func checkTruststore(text []byte, now time.Time) (problems, warnings []string) {
	problem := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if len(bytes.TrimSpace(text)) == 0 {
		return []string{"the file is empty"}, nil
	}
	var certs []*x509.Certificate
	blocks, begun := 0, bytes.Count(text, []byte("-----BEGIN"))
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			break
		}
		blocks++
		text = rest
		switch {
		case strings.Contains(block.Type, "PRIVATE KEY"):
			problem("block %d is a private key: take it out, since the file is uploaded; if it was shared, the key must be replaced", blocks)
		case block.Type != "CERTIFICATE":
			problem("block %d is a %s, and only a CERTIFICATE can be trusted", blocks, block.Type)
		case len(block.Headers) > 0:
			problem("block %d has headers, which PEM of certificates has not: many programs skip such a block", blocks)
		default:
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				problem("block %d is not a certificate: %v", blocks, err)
			} else if slices.ContainsFunc(certs, c.Equal) {
				problem("certificate of %s is there twice", c.Subject)
			} else {
				certs = append(certs, c)
			}
		}
	}
	switch {
	case blocks == 0:
		problem("no certificates in PEM: blocks begin with -----BEGIN CERTIFICATE-----")
	case begun > blocks: // encoding/pem skips what it can't read
		problem("%d of %d blocks can't be read: cut off or damaged", begun-blocks, begun)
	}
	for _, c := range certs {
		for _, text := range certificateProblems(c, now) {
			problem("certificate of %s: %s", c.Subject, text)
		}
		if left := c.NotAfter.Sub(now); left >= 0 && left < soon {
			warnings = append(warnings, fmt.Sprintf("certificate of %s ends on %s", c.Subject, c.NotAfter.Format(time.DateOnly)))
		}
		if text := chainProblem(c, certs); text != "" {
			problem("certificate of %s: %s", c.Subject, text)
		}
	}
	return problems, warnings
}

func certificateProblems(c *x509.Certificate, now time.Time) []string {
	var found problems.List
	switch {
	case now.After(c.NotAfter):
		found.Add("ended on %s", c.NotAfter.Format(time.DateOnly))
	case now.Before(c.NotBefore):
		found.Add("begins on %s only", c.NotBefore.Format(time.DateOnly))
	}
	if !c.IsCA {
		found.Add("is of no authority (CA): the authorities that sign clients' certificates stand here, not the clients")
	}
	if !slices.Contains(strong, c.SignatureAlgorithm) {
		found.Add("signed by %s: API Gateway takes RSA and ECDSA with SHA-256 and better", c.SignatureAlgorithm)
	}
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		if bits := key.N.BitLen(); bits < 2048 {
			found.Add("has an RSA key of %d bits; 2048 is the least", bits)
		}
	case *ecdsa.PublicKey:
		if bits := key.Curve.Params().BitSize; bits < 256 {
			found.Add("has an ECDSA key of %d bits; 256 is the least", bits)
		}
	default:
		found.Add("has a key of type %s: API Gateway takes RSA and ECDSA", c.PublicKeyAlgorithm)
	}
	return found.All()
}

// chainProblem says whether the way from a certificate to its root is there, and
// short enough.
func chainProblem(c *x509.Certificate, all []*x509.Certificate) string {
	for length := 1; ; length++ {
		switch {
		case length > longestChain:
			return fmt.Sprintf("is more than %d certificates away from its root: API Gateway follows no further", longestChain)
		case bytes.Equal(c.RawIssuer, c.RawSubject):
			return ""
		}
		i := slices.IndexFunc(all, func(other *x509.Certificate) bool {
			return bytes.Equal(other.RawSubject, c.RawIssuer) && (!other.IsCA || c.CheckSignatureFrom(other) == nil)
		})
		if i < 0 {
			return fmt.Sprintf("its issuer %s is not in the file, and API Gateway needs the whole chain up to the root", c.Issuer)
		}
		c = all[i]
	}
}
