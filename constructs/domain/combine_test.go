// Settings in any combination end in a report or a template, never in a panic of
// the CDK.

package domain_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// TestAnyCombination draws settings from small sets of good and bad ones. The
// seed is fixed, so that a failure comes back.
func TestAnyCombination(t *testing.T) {
	const rounds = 120
	r := rand.New(rand.NewPCG(8, 8))
	trusted := []string{writePEM(t, newAuthority(t, nil).pem), writePEM(t, []byte("x")), "nowhere.pem"}
	fine := 0
	for round := range rounds {
		app := synthtest.App()
		stack := stackIn(app, "Test", mostly(r, "us-east-1", "eu-west-1"))
		if r.IntN(6) == 0 {
			app = synthtest.App()
			stack = awscdk.NewStack(app, jsii.String("Test"), nil)
		}
		token := *awscdk.NewCfnParameter(stack, jsii.String("Token"), nil).ValueAsString()
		p := &domain.Props{
			Name:           mostly(r, "api.example.com", "*.example.com", "example.com", "a b", "", token, strings.Repeat("a", 63)+".example.com"),
			Endpoint:       mostly(r, domain.Regional, domain.Edge, domain.Private, "X"),
			SecurityPolicy: mostly(r, "", domain.TLS12, domain.TLS10, domain.TLS13, domain.EdgeTLS13, "X"),
			Access:         mostly(r, "", domain.Basic, "X"),
			CertificateARN: mostly(r, certificate("us-east-1"), "", certificate("eu-west-1"), "x", token),
			DualStack:      r.IntN(2) == 0,
			RESTOnly:       mostly(r, false, true),
		}
		switch r.IntN(9) {
		case 0:
		case 1:
			p.Zone = awsroute53.HostedZone_FromHostedZoneId(stack, jsii.String("Zone"), jsii.String("Z1"))
		case 2:
			p.Zone = awsroute53.NewHostedZone(stack, jsii.String("Zone"), &awsroute53.HostedZoneProps{ZoneName: jsii.String("example.com")})
		case 3:
			p.DNS = domain.Elsewhere()
		default:
			p.Zone = zone(stack)
		}
		if r.IntN(9) == 0 {
			p.Certificate = awscertificatemanager.Certificate_FromCertificateArn(stack, jsii.String("Cert"), jsii.String(pick(r, certificate("us-east-1"), token)))
			p.CertificateARN = mostly(r, "", "x")
		}
		if r.IntN(6) == 0 {
			p.MutualTLS = &domain.MutualTLS{PEM: mostly(r, trusted[0], trusted[1:]...), Version: mostly(r, "", "v1")}
		}
		if r.IntN(6) == 0 {
			p.Second = &domain.Second{Endpoint: pick(r, domain.Regional, domain.Edge), CertificateARN: pick(r, "", certificate("us-east-1"))}
		}
		if p.Endpoint == domain.Private || r.IntN(12) == 0 {
			p.VPCEndpoints = []domain.VPCEndpoint{{ID: mostly(r, "vpce-1", "x", "", token), DNSName: mostly(r, "a", ""), ZoneID: mostly(r, "b", "")}}
		}
		d := domain.New(stack, "Domain", p)
		for _, id := range []string{"A", "B"} {
			var s constructs.IConstruct
			switch r.IntN(8) {
			case 0:
				s = httpStage(stack, id).Construct
			case 1:
				s = webSocketStage(stack, id).Construct
			case 2:
				s = restStage(stack, id, awsapigateway.EndpointType_PRIVATE).Construct
			default:
				s = restAPI(stack, id).DeploymentStage()
			}
			path := mostly(r, strings.ToLower(id), "", "a/b", "/x", token, strings.Repeat("y", 200))
			if r.IntN(6) == 0 {
				d.MapRule(path, domain.Rule{Priority: r.IntN(9), Headers: []domain.Header{{Name: mostly(r, "a", "", token), Value: mostly(r, "b*", "*", token)}}}, s)
			} else {
				d.Map(path, s)
			}
		}
		problems := synthtest.Report(app)
		if len(problems) == 0 {
			fine++
		}
		for _, text := range problems {
			if strings.HasPrefix(text, "PANIC") {
				t.Errorf("round %d: %+v: %s", round, *p, text)
			}
		}
	}
	if fine < rounds/8 || fine > rounds/2 {
		t.Errorf("%d of %d combinations are fine: the sets are too bad or too good to find much", fine, rounds)
	}
}

// mostly returns the first, and now and then another.
func mostly[T any](r *rand.Rand, good T, others ...T) T {
	if r.IntN(9) > 0 {
		return good
	}
	return pick(r, others...)
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }
