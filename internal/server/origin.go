package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// guardOrigin allows pages of other origins to read responses only where the operator allows their origin. It rejects changes from
// other pages, and their WebSockets, which the same-origin policy of browsers does not cover.
func (s *server) guardOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		if origin == "" {
			if isChange(r) && r.Header.Get("Sec-Fetch-Site") == "cross-site" {
				refuseOrigin(w)
				return
			}
			next.ServeHTTP(w, r)
			return
		}
		allowed := s.allows(origin)
		if allowed {
			allowOrigin(w.Header(), origin)
		}
		switch {
		case allowed && r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "":
			preflight(w.Header())
			w.WriteHeader(http.StatusNoContent)
		case !allowed && (isChange(r) || isUpgrade(r)) && !sameOrigin(origin, r.Host):
			refuseOrigin(w)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func (s *server) allows(origin string) bool {
	return slices.ContainsFunc(s.allowOrigins, func(allowed string) bool {
		return allowed == "*" || strings.EqualFold(strings.TrimSuffix(allowed, "/"), origin)
	})
}

func allowOrigin(header http.Header, origin string) {
	header.Set("Access-Control-Allow-Origin", origin)
	header.Add("Vary", "Origin")
	header.Set("Access-Control-Expose-Headers", "ETag, Link, X-Total-Count, X-Request-Id, Retry-After")
}

func preflight(header http.Header) {
	header.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PATCH")
	header.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-None-Match, X-Agent-ID, X-Session-ID, X-Request-ID")
	header.Set("Access-Control-Max-Age", "600")
}

func isChange(r *http.Request) bool {
	return r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodOptions
}

// isUpgrade reports whether the request asks for another protocol.
func isUpgrade(r *http.Request) bool { return r.Header.Get("Upgrade") != "" }

func sameOrigin(origin, host string) bool {
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, host)
}

func refuseOrigin(w http.ResponseWriter) {
	writeProblem(w, http.StatusForbidden, "Pages of other origins may not change data or open streams. The operator can allow an origin with --allow-origin.", nil)
}
