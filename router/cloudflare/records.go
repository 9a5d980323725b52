// Records in a zone of Cloudflare.

package cloudflare

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// record is a DNS record.
type record struct {
	ID      string `json:"id,omitempty"`
	Type    string `json:"type"`
	Name    string `json:"name"`
	Content string `json:"content"`
	Proxied bool   `json:"proxied"` // never ours: certificates are validated, and APIs reached, at the name itself
	TTL     int    `json:"ttl,omitempty"`
	Comment string `json:"comment,omitempty"`
}

// ttl is how long resolvers may keep a record, in seconds: 1 leaves it to
// Cloudflare (Cloudflare API, "DNS Records").
const ttl = 1

// write makes a record, or brings ours to what it is to be. One that somebody else
// has made stays as it is, and is an error unless it is the same.
func (s *services) write(ctx context.Context, p Properties, want record, owner string) error {
	found, err := s.recordsOf(ctx, p, want.Name)
	if err != nil {
		return err
	}
	want.TTL, want.Comment = ttl, owner
	for _, r := range found {
		switch {
		case r.Type == want.Type && strings.EqualFold(r.Content, want.Content) && !r.Proxied:
			return nil
		case r.Comment == owner:
			return s.cloudflare(ctx, p, http.MethodPut, "/"+url.PathEscape(r.ID), want, nil)
		case r.Type == "CNAME" || r.Type == "A" || r.Type == "AAAA":
			return fmt.Errorf("cloudflare: %s has a record %s to %s already, which was not made by this stack (its comment is %q): remove it "+
				"first, or give it the comment %q to have it changed", want.Name, r.Type, r.Content, r.Comment, owner)
		}
	}
	return s.cloudflare(ctx, p, http.MethodPost, "", want, nil)
}

// remove deletes a record that this stack has made. One that is gone, or leads
// elsewhere meanwhile, is not ours any more.
func (s *services) remove(ctx context.Context, p Properties, gone record, owner string) error {
	found, err := s.recordsOf(ctx, p, gone.Name)
	if err != nil {
		return err
	}
	for _, r := range found {
		if r.Type == gone.Type && strings.EqualFold(r.Content, gone.Content) && r.Comment == owner {
			if err := s.cloudflare(ctx, p, http.MethodDelete, "/"+url.PathEscape(r.ID), nil, nil); err != nil && !isMissing(err) {
				return err
			}
		}
	}
	return nil
}

func (s *services) recordsOf(ctx context.Context, p Properties, name string) ([]record, error) {
	var found []record
	err := s.cloudflare(ctx, p, http.MethodGet, "?per_page=100&name="+url.QueryEscape(name), nil, &found)
	return found, err
}
