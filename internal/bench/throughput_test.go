package bench

import "testing"

// BenchmarkThroughput compares a cached response of the complete server with a bare handler that writes the same bytes, with many
// concurrent clients.
func BenchmarkThroughput(b *testing.B) {
	const target = "/api/events?limit=50"
	whole := newSite(b, newService(b, 10_000, false).Server)
	body := whole.body(b, target)
	bare := newBare(b, body)
	for _, kind := range []struct {
		name string
		site *site
	}{{"bare-handler", bare}, {"whole-server", whole}} {
		b.Run(kind.name, func(b *testing.B) {
			kind.site.get(b, target)
			b.SetParallelism(8)
			b.SetBytes(int64(len(body)))
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					kind.site.get(b, target)
				}
			})
		})
	}
}
