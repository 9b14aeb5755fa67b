package openapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// TestAnyTextCanBeReferredTo in a link to a page. Operations for programs take texts as they are.
func TestAnyTextCanBeReferredTo(t *testing.T) {
	document, err := openapi.Load(gen.OpenAPIJSON)
	if err != nil {
		t.Fatal(err)
	}
	operations := map[string]*openapi.Operation{}
	for _, op := range document.Operations() {
		if op.Method == http.MethodGet {
			operations[op.Path] = op
		}
	}
	for _, text := range []string{"a", "", "a\x00b", "\xff", strings.Repeat("x", 512), strings.Repeat("é", 513), "~base64:YQ", "~base64:%", "#?&= +/%2F"} {
		target := "/views/event?" + url.Values{"event_id": {openapi.Reference(text)}}.Encode()
		r, invalid := operations["/views/event"].Validate(httptest.NewRequest(http.MethodGet, target, nil), nil)
		if len(invalid) > 0 || r.URL.Query().Get("event_id") != text || !r.URL.Query().Has("event_id") {
			t.Errorf("%.80q is written as %.80q, invalid: %v", text, target, invalid)
		}
	}
	for target, path := range map[string]string{"/views/event?event_id=a%00b": "/views/event", "/api/events?session_id=" + strings.Repeat("x", 513): "/api/events"} {
		if _, invalid := operations[path].Validate(httptest.NewRequest(http.MethodGet, target, nil), nil); len(invalid) == 0 {
			t.Errorf("%.80q is valid", target)
		}
	}
	r, _ := operations["/api/events"].Validate(httptest.NewRequest(http.MethodGet, "/api/events?session_id=~base64:YQ", nil), nil)
	if got := r.URL.Query().Get("session_id"); got != "~base64:YQ" {
		t.Errorf("a program gets %q", got)
	}
}
