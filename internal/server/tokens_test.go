package server_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/server"
)

// people are the tokens of people, by their texts.
type people map[string]*person

func (people) Claims(token string) bool { return strings.HasPrefix(token, "hgt_") }

func (p people) Admit(ctx context.Context, token string) (context.Context, server.Caller, error) {
	if token == "hgt_locked" {
		return ctx, nil, apperr.Unavailable("The database is locked.", time.Second, errors.New("locked"))
	}
	if caller := p[token]; caller != nil {
		return ctx, caller, nil
	}
	return ctx, nil, nil
}

// person is who sends a token.
type person struct {
	scopes model.Scopes
	wait   time.Duration
	read   int
}

func (p *person) Scopes() model.Scopes { return p.scopes }

func (p *person) Wait() time.Duration { return p.wait }

func (p *person) Read(bytes int) { p.read += bytes }

func TestATokenOfAPersonPermitsWhatItsScopesSay(t *testing.T) {
	tokens := people{
		"hgt_ingest": {scopes: model.Scopes{model.ScopeIngest}}, "hgt_read": {scopes: model.Scopes{model.ScopeRead}},
		"hgt_admin": {scopes: model.Scopes{model.ScopeAdmin}}, "hgt_eager": {scopes: model.Scopes{model.ScopeRead}, wait: 1500 * time.Millisecond},
	}
	w := newScenario(t, func(o *server.Options) { o.Tokens, o.RequireToken = tokens, true })
	invalidate := jsonBody(request{method: http.MethodPost, target: "/api/cache/invalidate", body: "{}"})
	sessions := request{target: "/api/sessions"}
	for name, test := range map[string]struct {
		token   string
		request request
		status  int
		says    string
	}{
		"read reads":                     {"hgt_read", sessions, 200, ""},
		"admin reads":                    {"hgt_admin", sessions, 200, ""},
		"ingest reads nothing":           {"hgt_ingest", sessions, 403, "This needs a token with the scope read. The token that was sent has ingest."},
		"read administers nothing":       {"hgt_read", invalidate, 403, "scope admin"},
		"admin administers":              {"hgt_admin", invalidate, 200, ""},
		"an unknown token":               {"hgt_unknown", sessions, 401, "A valid token is required."},
		"another text":                   {"other", sessions, 401, "A valid token is required."},
		"nothing":                        {"", sessions, 401, "A valid token is required."},
		"a token that has sent too much": {"hgt_eager", sessions, 429, "more than it may"},
		"a locked database":              {"hgt_locked", sessions, 503, "The database is locked."},
		"what needs no token":            {"", request{target: "/healthz"}, 200, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := test.request
			if test.token != "" {
				r.header = append([]string{"Authorization", "Bearer " + test.token}, r.header...)
			}
			response := w.ask(r)
			if response.StatusCode != test.status {
				t.Fatalf("status %d, want %d", response.StatusCode, test.status)
			}
			if test.status == http.StatusOK {
				return
			}
			if problem := decodeProblem(t, response); !strings.Contains(problem.Detail, test.says) {
				t.Errorf("says %q, want %q", problem.Detail, test.says)
			}
			if test.status == http.StatusTooManyRequests && response.Header.Get("Retry-After") != "2" {
				t.Errorf("Retry-After: %s", response.Header.Get("Retry-After"))
			}
		})
	}
	if tokens["hgt_admin"].read != len("{}") || tokens["hgt_read"].read != 0 {
		t.Errorf("%d and %d bytes count", tokens["hgt_admin"].read, tokens["hgt_read"].read)
	}
}

func TestWithoutARequirementAWrongTokenIsStillRefused(t *testing.T) {
	w := newScenario(t, func(o *server.Options) { o.Tokens = people{} })
	for token, status := range map[string]int{"": 200, "hgt_revoked": 401, "of another program": 200} {
		if response := w.ask(request{target: "/api/sessions", header: []string{"Authorization", "Bearer " + token}}); response.StatusCode != status {
			t.Errorf("%q: status %d, want %d", token, response.StatusCode, status)
		}
	}
}

func TestTheTokenOfTheServerStaysTheFirstAdmin(t *testing.T) {
	w := newScenario(t, func(o *server.Options) { o.Tokens, o.Token = people{}, "hgt_mine" })
	for token, status := range map[string]int{"hgt_mine": 200, "hgt_other": 401, "": 401} {
		if response := w.ask(request{target: "/api/sessions", header: []string{"Authorization", "Bearer " + token}}); response.StatusCode != status {
			t.Errorf("%q: status %d, want %d", token, response.StatusCode, status)
		}
	}
}
