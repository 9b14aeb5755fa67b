package bench

import (
	"bytes"
	"io"
	"net/http"
	"testing"
)

// BenchmarkThroughput compares a cached response of the complete server with a bare handler that writes the same bytes, with many
// concurrent clients.
func BenchmarkThroughput(b *testing.B) {
	const target = "/api/events?limit=50"
	whole := newSite(b, newService(b, 10_000, false).Server)
	response, err := whole.client.Get(whole.base + target)
	if err != nil {
		b.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil {
		b.Fatal(err)
	}
	bare := newSite(b, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.Copy(w, bytes.NewReader(body))
	}))
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
