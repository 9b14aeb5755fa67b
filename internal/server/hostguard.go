package server

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// guardHost rejects requests whose Host header is neither loopback nor allowed by the operator. Otherwise a page elsewhere could
// make its own name resolve to this machine (DNS rebinding) and read everything.
func (s *server) guardHost(next http.Handler) http.Handler {
	allowed := map[string]bool{}
	for _, host := range s.allowHosts {
		allowed[strings.ToLower(host)] = true
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := hostName(r.Host)
		if isLoopbackName(name) || allowed[name] || allowed[strings.ToLower(r.Host)] {
			next.ServeHTTP(w, r)
			return
		}
		writeProblem(w, http.StatusForbidden, "This host is not allowed. The operator can allow it with --allow-host.", nil)
	})
}

// hostName returns the name in a Host header, without the port and in lower case.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

func isLoopbackName(name string) bool {
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.Unmap().IsLoopback()
}
