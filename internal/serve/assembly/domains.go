// Custom domain names and where they lead.

package assembly

import (
	"slices"
	"strings"
)

// collectDomains reads domain names and mappings in the forms of both versions
// of the API Gateway API: either serves every kind of API.
func (r *reader) collectDomains(byType map[string][]place) {
	domains := map[string]*Domain{}
	add := func(name, path string) *Domain {
		d := &Domain{Path: path, Name: name}
		domains[name] = d
		r.app.Domains = append(r.app.Domains, d)
		return d
	}
	for _, typ := range []string{"AWS::ApiGatewayV2::DomainName", "AWS::ApiGateway::DomainName"} {
		for _, p := range byType[typ] {
			var problems []Problem
			p.noteCondition(&problems)
			props := p.s.props(p.id, p.r, &problems)
			name := strings.ToLower(props.string("DomainName"))
			if name == "" {
				r.app.Problems = append(r.app.Problems, problems...)
				continue
			}
			d := domains[name]
			if d == nil {
				d = add(name, p.s.constructOf(p.id))
			}
			d.Problems = append(d.Problems, problems...)
			d.MutualTLS = d.MutualTLS || props.has("MutualTlsAuthentication")
			if mode := props.string("RoutingMode"); strings.HasPrefix(mode, "ROUTING_RULE") {
				d.Problems = append(d.Problems, Problem{props.path, "routing rules are not served"})
			}
		}
	}
	for _, field := range []struct{ typ, api, key string }{
		{"AWS::ApiGatewayV2::ApiMapping", "ApiId", "ApiMappingKey"},
		{"AWS::ApiGateway::BasePathMapping", "RestApiId", "BasePath"},
	} {
		for _, p := range byType[field.typ] {
			m := &Mapping{}
			p.noteCondition(&m.Problems)
			props := p.s.props(p.id, p.r, &m.Problems)
			m.Path, m.Stage, m.Key = props.path, props.string("Stage"), strings.Trim(props.string(field.key), "/")
			if m.Key == "(none)" {
				m.Key = ""
			}
			id := props.string(field.api)
			if m.API = r.apis[id]; m.API == nil && len(m.Problems) == 0 {
				props.problem("it leads to API %q, which is not in this app", id)
			}
			name := strings.ToLower(props.string("DomainName"))
			if name == "" {
				r.app.Problems = append(r.app.Problems, m.Problems...)
				continue
			}
			d := domains[name]
			if d == nil {
				d = add(name, props.path)
			}
			d.Mappings = append(d.Mappings, m)
		}
	}
	for _, d := range r.app.Domains {
		slices.SortFunc(d.Mappings, func(a, b *Mapping) int { return strings.Compare(a.Key, b.Key) })
	}
	slices.SortFunc(r.app.Domains, func(a, b *Domain) int { return strings.Compare(a.Name, b.Name) })
}
