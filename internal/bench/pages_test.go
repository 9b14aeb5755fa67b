package bench

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkPages measures every page, uncached.
func BenchmarkPages(b *testing.B) {
	for _, events := range sizes(b) {
		site := newSite(b, newService(b, events, true).Server)
		for _, target := range []string{
			"/", "/views/orchestration", "/views/work-items", "/views/agents", "/views/metrics", "/views/sessions", "/views/spawners", "/views/presence-widget",
		} {
			b.Run(fmt.Sprintf("events=%d/%s", events, strings.TrimPrefix(target, "/views/")), func(b *testing.B) {
				site.measure(b, target)
			})
		}
	}
}
