package server

import (
	"net/http"
	"strconv"

	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// announce sets the headers of a deprecated operation on each of its responses: Deprecation (RFC 9745) and, where the date is known, Sunset
// (RFC 8594).
func announce(d openapi.Deprecation, next http.Handler) http.Handler {
	deprecation, sunset := "@"+strconv.FormatInt(d.Since.Unix(), 10), d.Sunset.UTC().Format(http.TimeFormat)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Deprecation", deprecation)
		if !d.Sunset.IsZero() {
			w.Header().Set("Sunset", sunset)
		}
		next.ServeHTTP(w, r)
	})
}
