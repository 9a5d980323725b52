// The formats of texts.

package bind

import (
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"reflect"
	"regexp"
	"sync"
	"time"
)

func formatRule(name string, t reflect.Type) (rule, error) {
	valid, ok := formats[name]
	if !ok {
		return nil, fmt.Errorf("no such format")
	}
	if t.Kind() != reflect.String {
		return nil, fmt.Errorf("a %v is not a string", t)
	}
	return func(v reflect.Value) *Problem {
		if valid(v.String()) {
			return nil
		}
		return &Problem{Type: "value_error", Message: "Input is not a valid " + name}
	}, nil
}

// Compiled when they're first needed: a function's start is precious.
var (
	uuidFormat = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	})
	hostFormat = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$`)
	})
)

var formats = map[string]func(string) bool{
	"email": func(s string) bool {
		a, err := mail.ParseAddress(s)
		return err == nil && a.Address == s
	},
	"uuid":      func(s string) bool { return uuidFormat().MatchString(s) },
	"date":      isTime(time.DateOnly),
	"date-time": isTime(time.RFC3339Nano),
	"time":      isTime("15:04:05.999999999Z07:00"),
	"uri": func(s string) bool {
		u, err := url.Parse(s)
		return err == nil && u.Scheme != "" && (u.Host != "" || u.Opaque != "" || u.Path != "")
	},
	"hostname": func(s string) bool { return len(s) < 254 && hostFormat().MatchString(s) },
	"ipv4": func(s string) bool {
		a, err := netip.ParseAddr(s)
		return err == nil && a.Is4()
	},
	"ipv6": func(s string) bool {
		a, err := netip.ParseAddr(s)
		return err == nil && a.Is6() && a.Zone() == ""
	},
}

func isTime(layout string) func(string) bool {
	return func(s string) bool {
		_, err := time.Parse(layout, s)
		return err == nil
	}
}
