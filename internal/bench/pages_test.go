package bench

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// shownPages are the pages of the tabs.
var shownPages = []string{
	"/", "/views/orchestration", "/views/work-items", "/views/agents", "/views/metrics", "/views/sessions", "/views/spawners", "/views/presence-widget",
}

// BenchmarkPages measures every page: computed for each request, from the cache, and written by a bare handler.
func BenchmarkPages(b *testing.B) {
	for _, events := range sizes(b) {
		uncached, cached := newSite(b, newService(b, events, true).Server), newSite(b, newService(b, events, false).Server)
		for _, target := range shownPages {
			b.Run(fmt.Sprintf("events=%d/%s", events, strings.TrimPrefix(target, "/views/")), func(b *testing.B) {
				b.Run("uncached", func(b *testing.B) { uncached.measure(b, target) })
				b.Run("cached", func(b *testing.B) { cached.measure(b, target) })
				bare := newBare(b, cached.body(b, target))
				b.Run("bare-handler", func(b *testing.B) { bare.measure(b, target) })
			})
		}
	}
}

// newBare returns a site that does nothing but write a body.
func newBare(b *testing.B, body []byte) *site {
	b.Helper()
	return newSite(b, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.Copy(w, bytes.NewReader(body)) //nolint:errcheck // the client notices
	}))
}
