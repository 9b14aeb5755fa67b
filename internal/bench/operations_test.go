package bench

import (
	"fmt"
	"testing"
)

// measured are the operations in the table of the README.
var measured = []struct{ name, target string }{
	{"events", "/api/events?limit=50"},
	{"feed", "/api/events-grouped-by-prompt?limit=50"},
	{"traces", "/api/event-traces?limit=50"},
	{"complete-feed", "/api/complete-activity-feed?limit=100"},
	{"sessions", "/api/sessions?limit=50"},
	{"stats", "/api/initial-stats"},
	{"agents", "/api/agents"},
	{"orchestration", "/api/orchestration"},
}

// BenchmarkUncached measures the server without a cache: every response is computed.
func BenchmarkUncached(b *testing.B) { benchmarkOperations(b, true) }

// BenchmarkCached measures the server with its cache: all responses but the first come from the cache.
func BenchmarkCached(b *testing.B) { benchmarkOperations(b, false) }

func benchmarkOperations(b *testing.B, cacheOff bool) {
	for _, events := range sizes(b) {
		b.Run(fmt.Sprint("events=", events), func(b *testing.B) {
			site := newSite(b, newService(b, events, cacheOff).Server)
			for _, operation := range measured {
				b.Run(operation.name, func(b *testing.B) { site.measure(b, operation.target) })
			}
		})
	}
}
