package contract

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// TestCanaries breaks a correct response in every way that matters. The harness must detect each.
func TestCanaries(t *testing.T) {
	document := loadDocument(t)
	operation, _ := document.Operation("listSessions")
	right := func() (testkit.Response, map[string]any) {
		session := map[string]any{
			"session_id": "s", "agent": "a", "continued_from": nil, "created_at": "2026-03-18 15:29:06",
			"status": "active", "start_commit": nil, "completed_at": nil,
		}
		return testkit.Response{
			Status: http.StatusOK,
			Header: http.Header{
				"Content-Type": {"application/json"}, "Etag": {`"a"`}, "Link": {`</api/sessions>; rel="first"`}, "X-Request-Id": {"r"}, "X-Total-Count": {"1"},
			},
		}, session
	}
	encode := func(session map[string]any) []byte {
		body, err := json.Marshal(map[string]any{"total": 1, "limit": 50, "offset": 0, "sessions": []any{session}})
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	for name, spoil := range map[string]func(*testkit.Response, map[string]any){
		"a field is missing":    func(_ *testkit.Response, s map[string]any) { delete(s, "status") },
		"one field more":        func(_ *testkit.Response, s map[string]any) { s["extra"] = 1 },
		"null":                  func(_ *testkit.Response, s map[string]any) { s["agent"] = nil },
		"wrong type":            func(_ *testkit.Response, s map[string]any) { s["session_id"] = 7 },
		"wrong status":          func(r *testkit.Response, _ map[string]any) { r.Status = http.StatusCreated },
		"wrong content type":    func(r *testkit.Response, _ map[string]any) { r.Header.Set("Content-Type", "text/plain") },
		"a header is missing":   func(r *testkit.Response, _ map[string]any) { r.Header.Del("X-Total-Count") },
		"one header more":       func(r *testkit.Response, _ map[string]any) { r.Header.Set("Retry-After", "1") },
		"a header of no form":   func(r *testkit.Response, _ map[string]any) { r.Header.Set("Etag", "weak") },
		"a header is no number": func(r *testkit.Response, _ map[string]any) { r.Header.Set("X-Total-Count", "many") },
	} {
		t.Run(name, func(t *testing.T) {
			response, session := right()
			response.Body = encode(session)
			if err := document.ValidateResponse(operation, response); err != nil {
				t.Fatalf("the correct response is rejected: %v", err)
			}
			spoil(&response, session)
			response.Body = encode(session)
			if err := document.ValidateResponse(operation, response); err == nil {
				t.Error("the broken response is not detected")
			}
		})
	}
}

// TestCanaryOfTheComparison changes stored values within what the document permits. Only the comparison can detect that.
func TestCanaryOfTheComparison(t *testing.T) {
	fixture := loadFixtures(t)["getInitialStats"][0]
	for name, spoil := range map[string]func(*testkit.Response){
		"another number": func(r *testkit.Response) {
			r.Body = []byte(`{"total_events":1,"total_agents":0,"total_sessions":0,"agents":[]}`)
		},
		"another status": func(r *testkit.Response) { r.Status = http.StatusNotFound },
		"another header": func(r *testkit.Response) { r.Header.Set("Content-Type", "application/problem+json") },
	} {
		t.Run(name, func(t *testing.T) {
			got := fixture.Want()
			if difference, err := fixture.Diff(root, got); difference != "" || err != nil {
				t.Fatalf("the stored response differs from itself: %s, %v", difference, err)
			}
			spoil(&got)
			difference, err := fixture.Diff(root, got)
			if err != nil || difference == "" {
				t.Errorf("the broken response is not detected (%v)", err)
			}
		})
	}
}
