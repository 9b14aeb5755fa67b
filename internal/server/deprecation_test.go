package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/server"
)

// TestADeprecatedOperationAnnouncesItsEnd: with the dates in the document, every response has the headers, also one that is refused, and
// one from the cache.
func TestADeprecatedOperationAnnouncesItsEnd(t *testing.T) {
	for name, test := range map[string]struct{ extensions, deprecation, sunset string }{
		"not deprecated":        {``, "", ""},
		"without a known end":   {`"deprecated":true,"x-deprecated-since":"2026-01-01",`, "@1767225600", ""},
		"with the date of both": {`"deprecated":true,"x-deprecated-since":"2026-01-01","x-sunset":"2027-01-01",`, "@1767225600", "Fri, 01 Jan 2027 00:00:00 GMT"},
	} {
		t.Run(name, func(t *testing.T) {
			const operation = `"operationId":"listSessions",`
			document, err := openapi.Load([]byte(strings.Replace(string(gen.OpenAPIJSON), operation, operation+test.extensions, 1)))
			if err != nil {
				t.Fatal(err)
			}
			w := newScenario(t, func(o *server.Options) { o.Document = document })
			for target, status := range map[string]int{"/api/sessions": http.StatusOK, "/api/sessions?limit=x": http.StatusUnprocessableEntity} {
				for range 2 {
					response := w.ask(request{target: target})
					if response.StatusCode != status || response.Header.Get("Deprecation") != test.deprecation || response.Header.Get("Sunset") != test.sunset {
						t.Errorf("%s: %d %v", target, response.StatusCode, response.Header)
					}
				}
			}
			if other := w.ask(request{target: "/api/initial-stats"}); other.Header.Get("Deprecation") != "" {
				t.Errorf("another operation: %v", other.Header)
			}
		})
	}
}
