// What is wrong with a front by itself: names, certificate, settings of routes.

package front

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/hostname"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// maxBehaviors is the quota of cache behaviors of a distribution, which AWS
// raises on request (CloudFront developer guide, "Quotas").
const maxBehaviors = 75

const behaviorQuota = warning.BehaviorQuota

// maxNames is the quota of alternate domain names of a distribution (the same).
const maxNames = 100

const edgeRegion = "us-east-1"

var certificateARN = regexp.MustCompile(`^arn:aws[a-z-]*:acm:([a-z0-9-]+):[0-9]{12}:certificate/[A-Za-z0-9-]+$`)

// check finds what is wrong with the properties.
func (f *Front) check() {
	p := &f.props
	if p.Secret < 0 {
		f.problem(f.pos, "Secret is %d: it counts secrets, from 1", p.Secret)
	}
	if p.Name == "" {
		if len(p.OtherNames) > 0 || p.DNS != nil || p.Certificate != nil || p.CertificateARN != "" {
			f.problem(f.pos, "has settings for a name, and no Name")
		}
		return
	}
	for i, name := range f.names() {
		if text := hostname.Problem(name); text != "" {
			f.problem(f.pos, "name %q: %s", name, text)
		} else if slices.Contains(f.names()[:i], name) {
			f.problem(f.pos, "name %q is listed twice", name)
		} else if !isnil.Any(p.DNS) {
			for _, text := range p.DNS.Problems(name) {
				f.problem(f.pos, "name %q: %s", name, text)
			}
		}
	}
	if n := len(f.names()); n > maxNames {
		f.problem(f.pos, "%d names: CloudFront takes %d", n, maxNames)
	}
	if isnil.Any(p.DNS) {
		f.problem(f.pos, "has neither Zone nor DNS: give the Zone that the names are in, or DNS: domain.Elsewhere() if their records are "+
			"written by somebody else; a zone is never guessed")
	}
	f.checkCertificate()
}

func (f *Front) checkCertificate() {
	p := &f.props
	if p.Certificate != nil && p.CertificateARN != "" {
		f.problem(f.pos, "has both a Certificate and a CertificateARN: remove one")
	}
	if p.Certificate == nil && p.CertificateARN == "" {
		if region := *f.stack().Region(); token.In(region) {
			f.problem(f.pos, "CloudFront wants its certificate in us-east-1, and the stack's region is not known, so it can't be said whether that "+
				"is here: set Env on the stack, or give a Certificate")
		}
		return
	}
	arn := p.CertificateARN
	if p.Certificate != nil {
		if region := *p.Certificate.Env().Region; !token.In(region) && region != edgeRegion {
			f.problem(f.pos, "the Certificate is in %s, and CloudFront takes one of us-east-1 only", region)
			return
		}
		arn = *p.Certificate.CertificateArn()
	}
	if token.In(arn) {
		return
	}
	switch m := certificateARN.FindStringSubmatch(arn); {
	case m == nil:
		f.problem(f.pos, "CertificateARN %q is not the ARN of a certificate of Certificate Manager", arn)
	case m[1] != edgeRegion:
		f.problem(f.pos, "the certificate is in %s, and CloudFront takes one of us-east-1 only", m[1])
	}
}

// maxTTL is the most seconds that an answer is kept (CloudFront API reference,
// CachePolicyConfig: 100 years).
const maxTTL = 3153600000 * time.Second

// checkRoute finds what is wrong with the settings of a route.
func (f *Front) checkRoute(r *route) {
	problem := func(format string, args ...any) {
		f.problem(r.pos, "route %q: "+format, append([]any{r.Path}, args...)...)
	}
	if r.cuts() {
		if _, ok := prefix(r.Path); !ok {
			problem(`its prefix can't be cut: there is none before the first wildcard that ends in "/*"`)
		}
	}
	if r.Page != "" {
		switch _, bucket := r.to.(*bucket); {
		case !bucket:
			problem("Page is for a bucket")
		case !strings.HasPrefix(r.Page, "/") || strings.ContainsAny(r.Page, `'"\`) || !plain(r.Page):
			problem(`Page %q: write the path of a file, such as "/index.html"`, r.Page)
		}
	}
	if r.Cache != nil {
		f.checkCache(r, problem)
	}
	for _, text := range r.to.problems(r) {
		problem("%s", text)
	}
}

func (f *Front) checkCache(r *route, problem func(string, ...any)) {
	c := r.Cache
	if c.TTL < 0 || c.TTL > maxTTL || c.TTL%time.Second != 0 {
		problem("Cache.TTL is %v: it is whole seconds, up to 100 years", c.TTL)
	}
	for what, names := range map[string][]string{"Headers": c.Headers, "Queries": c.Queries, "Cookies": c.Cookies} {
		for i, name := range names {
			if name == "" || strings.ContainsAny(name, " *\t\r\n") {
				problem("Cache.%s: %q is not a name", what, name)
			} else if slices.ContainsFunc(names[:i], func(other string) bool { return strings.EqualFold(other, name) }) {
				problem("Cache.%s: %q is listed twice", what, name)
			}
		}
	}
	if r.to.guarded() && !slices.ContainsFunc(c.Headers, func(h string) bool { return strings.EqualFold(h, "Authorization") }) {
		problem("Cache on an API with authorizers: an answer for one caller would be given to others: put Authorization into Cache.Headers, " +
			"or let no route of the API need an authorizer")
	}
}

func plain(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}

// cuts reports whether the prefix of a route's path is cut.
func (r *route) cuts() bool {
	_, socket := r.to.(*socketAPI)
	return r.CutPrefix || socket
}
