package app_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/service/access"
)

// status sends a request with a token, and returns the status of the response.
func (r *running) status(t *testing.T, method, path, body, token string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, r.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// TestTokensOfPeopleOpenAServerUntilTheyAreRevoked has another program make and revoke tokens while the server runs.
func TestTokensOfPeopleOpenAServerUntilTheyAreRevoked(t *testing.T) {
	folder := t.TempDir()
	db := filepath.Join(folder, "team.db")
	r := startIn(t, folder, func(s *config.Serve) { s.DB, s.RequireToken = db, true })
	create := func(scopes string) string {
		t.Helper()
		token, _, err := app.CreateToken(t.Context(), db, access.Wish{Person: "ana", Device: "laptop", Scopes: scopes})
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	reporter, reader := create("ingest"), create("read")
	const event = `{"event_id":"e1","agent_id":"codex","event_type":"tool_call","session_id":"s1","tool_name":"Bash"}`
	for _, test := range []struct {
		method, path, body, token string
		want                      int
	}{
		{"GET", "/api/events", "", "", 401},
		{"GET", "/", "", "", 401},
		{"POST", "/api/events", event, reader, 403},
		{"POST", "/api/events", event, reporter, 200},
		{"GET", "/api/events", "", reporter, 403},
		{"GET", "/ws/events", "", reporter, 403},
		{"GET", "/api/events/export", "", reporter, 403},
		{"GET", "/", "", reporter, 403},
		{"GET", "/api/events", "", reader, 200},
		{"GET", "/api/events", "", reader, 200}, // from the cache
		{"GET", "/healthz", "", "", 200},
	} {
		if got := r.status(t, test.method, test.path, test.body, test.token); got != test.want {
			t.Errorf("%s %s with %.6s: %d, want %d", test.method, test.path, test.token, got, test.want)
		}
	}
	if _, err := app.RevokeToken(t.Context(), db, reader); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); r.status(t, "GET", "/api/events", "", reader) != 401; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("a revoked token is still admitted")
		}
	}
	if got := r.status(t, "POST", "/api/events", event, reporter); got != 200 {
		t.Errorf("the other token: %d", got)
	}
}
