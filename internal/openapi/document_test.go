package openapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

func load(t *testing.T) *openapi.Document {
	t.Helper()
	document, err := openapi.Load(gen.OpenAPIJSON)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// TestEveryOperationSaysHowItIsCachedAndValidated walks the document: a GET without x-cache-ttl and a body without x-validate-body would
// keep it from being loaded.
func TestEveryOperationSaysHowItIsCachedAndValidated(t *testing.T) {
	for _, op := range load(t).Operations() {
		if op.Cached && (op.Method != http.MethodGet || op.Stream || !isData(op.Path)) {
			t.Errorf("%s %s is cached", op.Method, op.Path)
		}
		if !op.Cached && op.Page && isData(op.Path) {
			t.Errorf("%s is not cached", op.Path)
		}
		if op.CacheTTL > 5*time.Minute {
			t.Errorf("%s may be served from the cache for %s", op.ID, op.CacheTTL)
		}
		if (op.ValidateBody == openapi.ValidateNone) != op.Telemetry {
			t.Errorf("%s: only telemetry has bodies of its own, but this has x-validate-body: %s", op.ID, op.ValidateBody)
		}
	}
}

// TestWhatChangesNeedsAnotherScopeThanWhatReads holds the scopes against the methods: with a token to report alone nobody reads.
func TestWhatChangesNeedsAnotherScopeThanWhatReads(t *testing.T) {
	admin := map[string]bool{"invalidateCache": true, "invalidateQuery": true}
	for _, op := range load(t).Operations() {
		want := model.ScopeIngest
		switch {
		case op.Public:
			want = ""
		case admin[op.ID]:
			want = model.ScopeAdmin
		case op.Method == http.MethodGet:
			want = model.ScopeRead
		}
		if op.Scope != want {
			t.Errorf("%s needs %q, want %q", op.ID, op.Scope, want)
		}
	}
}

// isData reports whether what is at a path shows data of the database.
func isData(path string) bool {
	return path == "/" || strings.HasPrefix(path, "/views/") || strings.HasPrefix(path, "/api/")
}

func TestTheDocumentDecidesHowLongAnAnswerIsCached(t *testing.T) {
	document := load(t)
	for route, want := range map[string]struct {
		cached bool
		ttl    time.Duration
	}{
		"GET /api/events":                       {true, 5 * time.Minute},
		"GET /api/presence":                     {true, time.Second},
		"GET /api/queries":                      {true, 0},
		"GET /":                                 {true, time.Second},
		"GET /views/activity-feed":              {true, 5 * time.Minute},
		"GET /views/metrics":                    {true, time.Second},
		"GET /api/events/export":                {false, 0},
		"GET /api/sessions/{session_id}/export": {false, 0},
		"GET /healthz":                          {false, 0},
		"POST /api/events":                      {false, 0},
		"PATCH /api/sessions/{session_id}":      {false, 0},
	} {
		op, ok := document.Operation(route)
		if !ok || op.Cached != want.cached || op.CacheTTL != want.ttl {
			t.Errorf("%s: %+v, want %+v", route, op, want)
		}
	}
}

func TestADocumentWithWrongExtensionsIsRefused(t *testing.T) {
	for name, test := range map[string]struct{ old, new, want string }{
		"a GET without a time to live": {`"x-cache-ttl":"5m",`, ``, "x-cache-ttl must be on every GET"},
		"no scope":                     {`"x-scope":"read",`, ``, "x-scope must be on every operation that needs a token"},
		"an unknown scope":             {`"x-scope":"read"`, `"x-scope":"write"`, "x-scope: write is not one of ingest, read, admin"},
		"a scope without a token":      {`"security":[],`, `"security":[],"x-scope":"read",`, "x-scope must be on every operation that needs a token"},
		"a POST with one":              {`"x-validate-body":"items",`, `"x-validate-body":"items","x-cache-ttl":"5m",`, "x-cache-ttl must be on every GET"},
		"no duration":                  {`"x-cache-ttl":"5m"`, `"x-cache-ttl":"long"`, `x-cache-ttl: long is neither a duration nor "none"`},
		"a number":                     {`"x-cache-ttl":"5m"`, `"x-cache-ttl":5`, `x-cache-ttl: 5 is neither`},
		"a negative duration":          {`"x-cache-ttl":"5m"`, `"x-cache-ttl":"-5m"`, `x-cache-ttl: -5m is neither`},
		"a parameter that may be older": {`"within","in":"query","description":"Only events of this time before now.","x-cache-ttl":"1s"`,
			`"within","in":"query","description":"Only events of this time before now.","x-cache-ttl":"10m"`, "within: x-cache-ttl must be a duration at a query parameter"},
		"a body without validation": {`"x-validate-body":"whole",`, ``, "x-validate-body must be on every operation with a body"},
		"validation without a body": {`"x-cache-ttl":"5m",`, `"x-cache-ttl":"5m","x-validate-body":"none",`, "x-validate-body must be on every operation with a body"},
		"unknown validation":        {`"x-validate-body":"whole"`, `"x-validate-body":"partly"`, "x-validate-body: partly is not one of whole, items, none"},
		"items that are not a list": {`"x-validate-body":"whole"`, `"x-validate-body":"items"`, "items needs a body that is oneOf an item and a list"},
		"deprecated without a date": {`"operationId":"listEvents",`, `"operationId":"listEvents","deprecated":true,`, "x-deprecated-since must be on every deprecated operation"},
		"a date without being it":   {`"operationId":"listEvents",`, `"operationId":"listEvents","x-deprecated-since":"2026-01-01",`, "x-deprecated-since must be on every deprecated operation"},
		"no date":                   {`"operationId":"listEvents",`, `"operationId":"listEvents","deprecated":true,"x-deprecated-since":"soon",`, "x-deprecated-since: soon is no date"},
		"an end before its beginning": {`"operationId":"listEvents",`, `"operationId":"listEvents","deprecated":true,"x-deprecated-since":"2026-01-01","x-sunset":"2025-01-01",`,
			"x-sunset must be on a deprecated operation, and later"},
		"no document": {`"openapi":"3.1.0"`, `"swagger":"2.0"`, "document"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(string(gen.OpenAPIJSON), test.old, test.new, 1)
			if changed == string(gen.OpenAPIJSON) {
				t.Fatal("nothing was replaced")
			}
			_, err := openapi.Load([]byte(changed))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want one that says %q", err, test.want)
			}
		})
	}
}

// BenchmarkLoad measures the largest part of the start of the server.
func BenchmarkLoad(b *testing.B) {
	for name, document := range map[string][]byte{"JSON": gen.OpenAPIJSON, "YAML": gen.OpenAPIYAML} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := openapi.Load(document); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
