// Certificates of Certificate Manager.

package cloudflare

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"strings"
)

// certificate is what DescribeCertificate says.
type certificate struct {
	Status        string
	FailureReason string
	InUseBy       []string

	DomainValidationOptions []validation
}

// validation is what one name of a certificate waits for.
type validation struct {
	DomainName     string
	ResourceRecord *struct{ Name, Type, Value string } // nil a moment after the request
}

// record is the record that validates the name, as Cloudflare writes names.
func (v validation) record() (r record, ok bool) {
	if v.ResourceRecord == nil {
		return record{}, false
	}
	return record{
		Type: v.ResourceRecord.Type, Name: strings.TrimSuffix(v.ResourceRecord.Name, "."),
		Content: strings.TrimSuffix(v.ResourceRecord.Value, "."),
	}, true
}

// requestCertificate requests a certificate. The same request again, within an
// hour, gives the same one (Certificate Manager API reference, RequestCertificate,
// IdempotencyToken).
func (s *services) requestCertificate(ctx context.Context, p Properties, e Event) (arn string, err error) {
	sum := sha256.Sum256([]byte(strings.Join(append([]string{e.StackId, e.LogicalResourceId, p.Region}, p.Names...), " ")))
	in := map[string]any{"DomainName": p.Names[0], "ValidationMethod": "DNS", "IdempotencyToken": hex.EncodeToString(sum[:16])}
	if len(p.Names) > 1 {
		in["SubjectAlternativeNames"] = p.Names[1:]
	}
	var out struct{ CertificateArn string }
	err = s.aws(ctx, p, "acm", p.Region, "CertificateManager.RequestCertificate", in, &out)
	return out.CertificateArn, err
}

func (s *services) describe(ctx context.Context, p Properties, arn string) (c certificate, err error) {
	var out struct{ Certificate certificate }
	err = s.aws(ctx, p, "acm", p.Region, "CertificateManager.DescribeCertificate", map[string]any{"CertificateArn": arn}, &out)
	return out.Certificate, err
}

// validate writes the records that a certificate waits for, and reports whether
// it is issued.
func (s *services) validate(ctx context.Context, p Properties, e Event) (Answer, error) {
	c, err := s.describe(ctx, p, e.PhysicalResourceId)
	if err != nil {
		return Answer{}, err
	}
	switch c.Status {
	case "ISSUED":
		return Answer{IsComplete: true, Data: map[string]string{"CertificateArn": e.PhysicalResourceId}}, nil
	case "PENDING_VALIDATION":
	default:
		return Answer{}, fmt.Errorf("cloudflare: the certificate of %s is %s: %s", strings.Join(p.Names, ", "), c.Status, c.FailureReason)
	}
	for _, r := range c.records() {
		if err := s.write(ctx, p, r, e.owner()); err != nil {
			return Answer{}, err
		}
	}
	return Answer{}, nil
}

// records are those that validate a certificate.
func (c certificate) records() (out []record) {
	for _, option := range c.DomainValidationOptions {
		if one, ok := option.record(); ok && !slices.Contains(out, one) { // a name and its wildcard have one
			out = append(out, one)
		}
	}
	return out
}

// deleteCertificate deletes a certificate once nothing uses it, and its records
// unless another certificate of the account needs them to be renewed.
func (s *services) deleteCertificate(ctx context.Context, p Properties, e Event) (Answer, error) {
	if !isCertificate(e.PhysicalResourceId) {
		return Answer{IsComplete: true}, nil // it was never made
	}
	c, err := s.describe(ctx, p, e.PhysicalResourceId)
	switch {
	case isMissing(err):
		return Answer{IsComplete: true}, nil
	case err != nil:
		return Answer{}, err
	case len(c.InUseBy) > 0:
		slog.InfoContext(ctx, "the certificate is still in use", "by", c.InUseBy)
		return Answer{}, nil
	}
	needed, err := s.neededElsewhere(ctx, p, e.PhysicalResourceId)
	if err != nil {
		return Answer{}, err
	}
	for _, option := range c.DomainValidationOptions {
		one, ok := option.record()
		if !ok || needed[bare(option.DomainName)] {
			continue
		}
		if err := s.remove(ctx, p, one, e.owner()); err != nil {
			return Answer{}, err
		}
	}
	err = s.aws(ctx, p, "acm", p.Region, "CertificateManager.DeleteCertificate", map[string]any{"CertificateArn": e.PhysicalResourceId}, nil)
	switch {
	case isInUse(err):
		return Answer{}, nil
	case err != nil && !isMissing(err):
		return Answer{}, err
	}
	return Answer{IsComplete: true}, nil
}

// neededElsewhere are the names of other certificates: they have the same records
// as ours for the same name, whatever the region of each; only this one's is seen.
func (s *services) neededElsewhere(ctx context.Context, p Properties, own string) (map[string]bool, error) {
	names := map[string]bool{}
	for next, pages := "", 0; pages < 1000; pages++ {
		in := map[string]any{"MaxItems": 1000}
		if next != "" {
			in["NextToken"] = next
		}
		var out struct {
			NextToken              string
			CertificateSummaryList []struct {
				CertificateArn, DomainName      string
				SubjectAlternativeNameSummaries []string
			}
		}
		if err := s.aws(ctx, p, "acm", p.Region, "CertificateManager.ListCertificates", in, &out); err != nil {
			return nil, err
		}
		for _, c := range out.CertificateSummaryList {
			if c.CertificateArn == own {
				continue
			}
			for _, name := range append(c.SubjectAlternativeNameSummaries, c.DomainName) {
				names[bare(name)] = true
			}
		}
		if next = out.NextToken; next == "" {
			return names, nil
		}
	}
	return nil, fmt.Errorf("cloudflare: the certificates of %s do not end", p.Region)
}

// bare is a name without its wildcard: both have one record.
func bare(name string) string { return strings.ToLower(strings.TrimPrefix(name, "*.")) }
