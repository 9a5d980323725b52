// Names by which requests may call the server.

package doors

import (
	"net"
	"slices"
	"strings"
)

// IsOurs reports whether a request's Host is a name of a server that listens on
// own and has further names. Numbers always are: only names can be made to lead
// here by somebody else.
func IsOurs(host, own string, further []string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if strings.ContainsAny(host, `;,="'()`) {
		return false // Go takes these for a host's; backends read them in Forwarded
	}
	return net.ParseIP(host) != nil || host == "localhost" || strings.HasSuffix(host, ".localhost") ||
		host == strings.ToLower(own) || slices.Contains(further, host)
}

// hostname is the name in a Host header.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(host)
}

// siteOf finds the custom domain that a request is for by its Host header: a
// full name before a wildcard.
func (d *Doors) siteOf(host string) *Site {
	sites := d.sites.Load()
	if sites == nil || len(*sites) == 0 {
		return nil
	}
	name := hostname(host)
	if one := (*sites)[name]; one != nil {
		return one
	}
	if _, parent, ok := strings.Cut(name, "."); ok {
		return (*sites)["*."+parent]
	}
	return nil
}
