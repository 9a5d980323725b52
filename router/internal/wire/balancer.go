// Events of load balancers and of VPC Lattice.

package wire

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/payload"
)

// alb is the event of a target group: nothing in it is decoded. Without
// multi-value headers the last value counts (Elastic Load Balancing user guide,
// "Lambda functions as targets").
func (m *maker) alb(raw []byte) object {
	m.gatewayHeaders("http", "80")
	body, encoded := payload.Body(raw, m.header("Content-Type"), m.header("Content-Encoding"))
	e := object{
		"httpMethod": m.method(), "path": m.sent(), "body": body, "isBase64Encoded": encoded,
		"requestContext": object{"elb": object{
			"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/test/0123456789abcdef",
		}},
	}
	query := map[string][]string{}
	for part := range strings.SplitSeq(m.r.URL.RawQuery, "&") {
		if name, v, _ := strings.Cut(part, "="); name != "" {
			query[name] = append(query[name], v)
		}
	}
	if m.route.Multi {
		e["multiValueHeaders"], e["multiValueQueryStringParameters"] = m.lowered(), query
		return e
	}
	e["headers"], e["queryStringParameters"] = last(m.lowered()), emptyOr(last(query))
	return e
}

func (m *maker) latticeV1(raw []byte) object {
	m.addForwardedFor()
	body, encoded := bytesOrText(raw)
	single := map[string]string{}
	for name, values := range m.lowered() {
		single[name] = strings.Join(values, ", ")
	}
	return object{
		"raw_path": m.r.URL.RequestURI(), "method": m.method(), "headers": single, "query_string_parameters": emptyOr(last(m.query())),
		"body": body, "is_base64_encoded": encoded,
	}
}

func (m *maker) latticeV2(raw []byte) object {
	m.addForwardedFor()
	body, encoded := bytesOrText(raw)
	return object{
		"version": "2.0", "path": m.r.URL.EscapedPath(), "method": m.method(), "headers": m.lowered(), "queryStringParameters": m.query(),
		"body": body, "isBase64Encoded": encoded,
		"requestContext": object{
			"serviceNetworkArn": "arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-test",
			"serviceArn":        "arn:aws:vpc-lattice:us-east-1:123456789012:service/svc-test",
			"targetGroupArn":    "arn:aws:vpc-lattice:us-east-1:123456789012:targetgroup/tg-test",
			"region":            "us-east-1", "timeEpoch": "1700000000000000",
			"identity": object{"sourceVpcArn": "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-test"},
		},
	}
}

// bytesOrText is a body in base64 if it is not UTF-8.
func bytesOrText(raw []byte) (body string, encoded bool) {
	if utf8.Valid(raw) {
		return string(raw), false
	}
	return base64.StdEncoding.EncodeToString(raw), true
}
