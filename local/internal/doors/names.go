// Names by which requests may call the server.

package doors

import (
	"net"
	"slices"
	"strconv"
	"strings"
)

// IsOurs reports whether a request's Host is a name of a server that listens on
// own and has further names. Numbers always are: only names can be made to lead
// here by somebody else.
func IsOurs(host, own string, further []string) bool {
	name := hostname(host)
	return net.ParseIP(name) != nil || name == "localhost" || strings.HasSuffix(name, ".localhost") ||
		name != "" && name == strings.ToLower(own) || slices.Contains(further, name)
}

// hostname is the name in a Host header, in lower case and without brackets; ""
// for what is not a name with at most a port. Go takes more for a host; but
// functions read it as the domain, and backends in Forwarded.
func hostname(host string) string {
	name, port := host, ""
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") && !bareIPv6(host) {
		name, port = host[:i], host[i+1:]
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || strings.Trim(port, "0123456789") != "" {
			return ""
		}
	}
	if inner, ok := strings.CutPrefix(name, "["); ok {
		if inner, ok = strings.CutSuffix(inner, "]"); !ok || !bareIPv6(inner) {
			return ""
		}
		return inner
	}
	if bareIPv6(name) {
		return name
	}
	name = strings.ToLower(name)
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-._") != "" {
		return ""
	}
	return name
}

func bareIPv6(s string) bool { return strings.Contains(s, ":") && net.ParseIP(s) != nil }

// siteOf finds the custom domain that a request is for by its Host header: a
// full name before a wildcard.
func (d *Doors) siteOf(host string) *Site {
	sites := d.sites.Load()
	if sites == nil || len(*sites) == 0 {
		return nil
	}
	name := hostname(host)
	if name == "" {
		return nil
	}
	if one := (*sites)[name]; one != nil {
		return one
	}
	if _, parent, ok := strings.Cut(name, "."); ok {
		return (*sites)["*."+parent]
	}
	return nil
}
