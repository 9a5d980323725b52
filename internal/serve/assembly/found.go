// Values of the app's own that CloudFormation finds at a deployment: parameters
// in SSM, blocks of addresses, zones.

package assembly

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/big"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// reference is a dynamic reference, as CloudFormation writes them: service,
// then what it is to find.
var reference = regexp.MustCompile(`\{\{resolve:([a-z-]+):([^{}]*)\}\}`)

// resolve puts what the app's own SSM parameters hold in the place of dynamic
// references. A reference may still be open, to be closed by Fn::Join.
func (s *stack) resolve(v string) any {
	var failed *unresolved
	resolved := reference.ReplaceAllStringFunc(v, func(whole string) string {
		m := reference.FindStringSubmatch(whole)
		if m[1] == "ssm" {
			name, _, _ := strings.Cut(m[2], ":") // a version may follow
			if value, ok := s.parameterNamed(name); ok {
				if u := firstUnresolved(value); u == nil {
					return asText(value)
				}
			}
		}
		if m[1] == "secretsmanager" {
			if value, ok := s.secretNamed(m[2]); ok {
				return value
			}
		}
		failed = unknown("dynamic reference %s: its value is only known in AWS", v)
		return ""
	})
	if failed != nil {
		return failed
	}
	return resolved
}

// secretNamed makes up what a secret of the app's own holds, if AWS would make it
// up too: the same at every load.
func (s *stack) secretNamed(reference string) (value string, ok bool) {
	arn, _, _ := strings.Cut(reference, ":SecretString")
	for _, other := range s.all.stacks {
		for _, id := range slices.Sorted(maps.Keys(other.template.Resources)) {
			r := other.template.Resources[id]
			if r.Type != "AWS::SecretsManager::Secret" || asText(other.refResource(id, r)) != arn {
				continue
			}
			generated, _ := r.Properties["GenerateSecretString"].(map[string]any)
			if generated != nil && generated["SecretStringTemplate"] == nil {
				return other.madeUp(id, 32), true
			}
		}
	}
	return "", false
}

// parameterNamed finds the value of an SSM parameter that the app itself makes
// in this stack's region and account.
func (s *stack) parameterNamed(name string) (value any, ok bool) {
	name = strings.TrimPrefix(name, "arn:aws:ssm:"+s.region+":"+s.account+":parameter")
	for _, other := range s.all.stacks {
		if other.region != s.region || other.account != s.account {
			continue
		}
		for _, id := range slices.Sorted(maps.Keys(other.template.Resources)) {
			r := other.template.Resources[id]
			if r.Type != "AWS::SSM::Parameter" || r.Properties["Name"] == nil {
				continue
			}
			if exists, u := other.exists(r); u != nil || !exists {
				continue
			}
			if asText(other.named(id, r)) == name {
				return other.once("parameter value "+id, func() any { return other.evalFrom(s, r.Properties["Value"]) }), true
			}
		}
	}
	return nil, false
}

// zones are the first three availability zones of a region: every region has
// zones with these letters, or hides that an account has others.
func zones(region string) []any {
	return []any{region + "a", region + "b", region + "c"}
}

// cidr divides a block of addresses as Fn::Cidr does (CloudFormation template
// reference, "Fn::Cidr": count is 1 to 256, bits are those of each block's hosts).
func cidr(block, count, bits string) any {
	prefix, err := netip.ParsePrefix(block)
	if err != nil {
		return unknown("Fn::Cidr of %q: %v", block, err)
	}
	n, err := strconv.Atoi(count)
	if err != nil || n < 1 || n > 256 {
		return unknown("Fn::Cidr: count %q is not a number from 1 to 256", count)
	}
	size := prefix.Addr().BitLen()
	host, err := strconv.Atoi(bits)
	if err != nil || host < 1 || size-host < prefix.Bits() {
		return unknown("Fn::Cidr: blocks with %q bits do not fit into %s", bits, block)
	}
	if host < 9 && n > 1<<(size-host-prefix.Bits()) || size-host-prefix.Bits() < 9 && n > 1<<(size-host-prefix.Bits()) {
		return unknown("Fn::Cidr: %s does not hold %d blocks with %d bits", block, n, host)
	}
	if prefix.Addr().Is4() {
		base := prefix.Masked().Addr().As4()
		first := binary.BigEndian.Uint32(base[:])
		list := make([]any, n)
		for i := range list {
			var at [4]byte
			binary.BigEndian.PutUint32(at[:], first+uint32(i)<<host)
			list[i] = fmt.Sprintf("%s/%d", netip.AddrFrom4(at), size-host)
		}
		return list
	}
	base := prefix.Masked().Addr().As16()
	first := new(big.Int).SetBytes(base[:])
	list := make([]any, n)
	for i := range list {
		var at [16]byte
		step := new(big.Int).Lsh(big.NewInt(int64(i)), uint(host))
		step.Add(step, first).FillBytes(at[:])
		list[i] = fmt.Sprintf("%s/%d", netip.AddrFrom16(at), size-host)
	}
	return list
}
