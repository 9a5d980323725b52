// Events of load balancers and of VPC Lattice.

package wire

import "strings"

// alb is the event of a target group: nothing in it is decoded. Without
// multi-value headers the last value counts (Elastic Load Balancing user guide,
// "Lambda functions as targets").
func (m *maker) alb() object {
	m.gatewayHeaders("http", "80")
	e := object{
		"httpMethod": m.method(), "path": m.sent(), "body": m.body, "isBase64Encoded": m.encoded,
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

func (m *maker) latticeV1() object {
	m.addForwardedFor()
	single := map[string]string{}
	for name, values := range m.lowered() {
		single[name] = strings.Join(values, ", ")
	}
	return object{
		"raw_path": m.r.URL.RequestURI(), "method": m.method(), "headers": single, "query_string_parameters": emptyOr(last(m.query())),
		"body": m.body, "is_base64_encoded": m.encoded,
	}
}

func (m *maker) latticeV2() object {
	m.addForwardedFor()
	return object{
		"version": "2.0", "path": m.r.URL.EscapedPath(), "method": m.method(), "headers": m.lowered(), "queryStringParameters": m.query(),
		"body": m.body, "isBase64Encoded": m.encoded,
		"requestContext": object{
			"serviceNetworkArn": "arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-test",
			"serviceArn":        "arn:aws:vpc-lattice:us-east-1:123456789012:service/svc-test",
			"targetGroupArn":    "arn:aws:vpc-lattice:us-east-1:123456789012:targetgroup/tg-test",
			"region":            "us-east-1", "timeEpoch": "1700000000000000",
			"identity": object{"sourceVpcArn": "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-test"},
		},
	}
}
