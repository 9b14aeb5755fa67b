package app_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/seed"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// pages is a service on a sample whose time a test can move.
type pages struct {
	*app.App
	passed atomic.Int64
	// statements counts those of all requests.
	statements *atomic.Int64
	ctx        context.Context
}

// newPages opens the sample; readOnly keeps the service itself from committing anything, such as presence.
func newPages(t *testing.T, store string, readOnly bool) *pages {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pages.db")
	if err := seed.Write(t.Context(), path, seed.Options{Events: 1000, End: now, Number: 1}); err != nil {
		t.Fatal(err)
	}
	p := &pages{}
	p.ctx, p.statements = testkit.Statements{}.Counting(t.Context())
	var err error
	p.App, err = app.New(t.Context(), app.Options{
		Database: database.Options{Path: path, Hook: testkit.Statements{}, ReadOnly: readOnly}, Cache: store, Logger: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return now.Add(time.Duration(p.passed.Load())) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// ask requests a page. header is a list of names and values.
func (p *pages) ask(target string, header ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequestWithContext(p.ctx, http.MethodGet, target, nil)
	request.Host = "localhost"
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	p.Server.ServeHTTP(recorder, request)
	return recorder
}

// page requests a page that exists, and returns its body.
func (p *pages) page(t *testing.T, target string, header ...string) string {
	t.Helper()
	response := p.ask(target, header...)
	if response.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", target, response.Code, response.Body)
	}
	return response.Body.String()
}

// targets returns an address of each page that is cached, by its operation.
func (p *pages) targets(t *testing.T) map[*openapi.Operation]string {
	t.Helper()
	document, err := openapi.Load(gen.OpenAPIJSON)
	if err != nil {
		t.Fatal(err)
	}
	ids := idsIn(t, p.App)
	targets := map[*openapi.Operation]string{}
	for _, operation := range document.Operations() {
		if operation.Page && operation.Cached {
			targets[operation] = ids.Replace(statements[operation.ID].target)
		}
	}
	return targets
}

// htmx are the headers of a request for the content of a page, restore those of one for a page in the history.
var (
	htmx    = []string{"HX-Request", "true"}
	restore = []string{"HX-Request", "true", "HX-History-Restore-Request", "true"}
)

// TestAPageDependsOnWhatItsOperationDeclares computes each page again, with what a browser, HTMX or a proxy may send, and at a later time
// within its TTL. Any difference would be given to others from the cache.
func TestAPageDependsOnWhatItsOperationDeclares(t *testing.T) {
	const second = int64(time.Second) // the age that any page may have
	p := newPages(t, app.CacheOff, true)
	for operation, target := range p.targets(t) {
		for _, kind := range [][]string{nil, htmx, restore} {
			want := p.page(t, target, kind...)
			for name, value := range map[string]string{
				"Accept": "*/*", "Accept-Language": "de", "Cookie": "theme=dark", "User-Agent": "curl", "Referer": "http://localhost/", "Authorization": "Bearer x",
				"HX-Boosted": "true", "HX-Current-URL": "http://localhost/x", "HX-Target": "feed", "HX-Trigger": "filters", "HX-Trigger-Name": "q", "HX-Prompt": "x",
				"Sec-Fetch-Dest": "empty", "X-Forwarded-Host": "example.org", "X-Forwarded-Prefix": "/x", "Time-Zone": "Asia/Tokyo", "If-Modified-Since": "x",
			} {
				if diff := cmp.Diff(want, p.page(t, target, append([]string{name, value}, kind...)...)); diff != "" {
					t.Errorf("%s depends on %s:\n%s", target, name, diff)
				}
			}
			p.passed.Store(int64(operation.CacheTTL) - second)
			if diff := cmp.Diff(want, p.page(t, target, kind...)); diff != "" {
				t.Errorf("%s depends on the time:\n%s", target, diff)
			}
			p.passed.Store(0)
		}
	}
}

// TestWithinATimeAPageIsAtMostASecondOld: an event leaves the last 15 minutes although nothing is committed.
func TestWithinATimeAPageIsAtMostASecondOld(t *testing.T) {
	p := newPages(t, "memory", true)
	const target = "/views/activity-feed?within=15m"
	before := p.page(t, target)
	p.passed.Store(int64(time.Hour))
	if after := p.page(t, target); !strings.Contains(before, "data-event-id") || strings.Contains(after, `class="entry`) {
		t.Errorf("the page shows events of the last 15 minutes an hour later:\n%s", after)
	}
}

// stores are the settings of the cache.
func stores(t *testing.T) map[string]string {
	const patient = "?dial_timeout=30s&read_timeout=30s&write_timeout=30s&pool_timeout=30s" // the usual limits are too short for a busy machine
	return map[string]string{"memory": "memory", "Redis": "redis://" + miniredis.RunT(t).Addr() + "/0" + patient}
}

func TestAWholePageAndItsContentAreStoredSideBySide(t *testing.T) {
	for name, store := range stores(t) {
		t.Run(name, func(t *testing.T) {
			p := newPages(t, store, true)
			for operation, target := range p.targets(t) {
				whole, part, restored := p.page(t, target), p.page(t, target, htmx...), p.page(t, target, restore...)
				if isWhole := func(body string) bool { return strings.HasPrefix(body, "<!doctype html>") }; operation.ID != "showCostNotice" &&
					(!isWhole(whole) || isWhole(part) || !isWhole(restored)) {
					t.Errorf("%s: whole %v, the part whole %v, restored whole %v", target, isWhole(whole), isWhole(part), isWhole(restored))
				}
				before := p.statements.Load()
				for range 2 {
					if p.page(t, target) != whole || p.page(t, target, htmx...) != part || p.page(t, target, restore...) != restored {
						t.Errorf("%s is another page from the cache", target)
					}
				}
				if more := p.statements.Load() - before; more != 0 {
					t.Errorf("%s: %d statements for stored pages", target, more)
				}
			}
		})
	}
}

// TestABrowserRevalidatesAPage: when a browser goes back it has the whole page or its content from its cache, and must get the kind that it
// asks for.
func TestABrowserRevalidatesAPage(t *testing.T) {
	p := newPages(t, "memory", true)
	for operation, target := range p.targets(t) {
		whole, part := p.ask(target).Header(), p.ask(target, htmx...).Header()
		if whole.Get("Cache-Control") != "no-cache" || whole.Get("Content-Security-Policy") == "" {
			t.Errorf("%s has the header %v", target, whole)
		}
		if again := p.ask(target, "If-None-Match", whole.Get("Etag")); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%s: status %d for who has it", target, again.Code)
		}
		if len(operation.HeaderParameters()) == 0 {
			continue
		}
		if vary := strings.Join(whole["Vary"], ", "); !strings.Contains(vary, "HX-Request") || !strings.Contains(vary, "HX-History-Restore-Request") {
			t.Errorf("%s: Vary is %s", target, vary)
		}
		if again := p.ask(target, "If-None-Match", part.Get("Etag")); again.Code != http.StatusOK {
			t.Errorf("%s: status %d for who has only the content", target, again.Code)
		}
		if again := p.ask(target, append([]string{"If-None-Match", whole.Get("Etag")}, htmx...)...); again.Code != http.StatusOK {
			t.Errorf("%s: status %d for HTMX, which has only the whole page", target, again.Code)
		}
	}
}

func TestAfterACommitAPageIsNew(t *testing.T) {
	for name, store := range stores(t) {
		t.Run(name, func(t *testing.T) {
			p := newPages(t, store, false)
			etags := map[string]string{}
			for _, target := range []string{"/", "/views/agents", "/views/metrics", "/views/presence-widget", "/views/sessions"} {
				etags[target] = p.ask(target).Header().Get("Etag")
			}
			post := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/api/events",
				strings.NewReader(`{"event_id": "fresh", "agent_id": "newcomer", "event_type": "tool_call", "session_id": "fresh-session", "tool_name": "Bash", "timestamp": "2026-03-18T15:29:59Z"}`))
			post.Header.Set("Content-Type", "application/json")
			recorder := httptest.NewRecorder()
			if p.Server.ServeHTTP(recorder, post); recorder.Code != http.StatusOK && recorder.Code != http.StatusCreated {
				t.Fatalf("%d %s", recorder.Code, recorder.Body)
			}
			for target, etag := range etags {
				if body := p.page(t, target, "If-None-Match", etag); !strings.Contains(body, "newcomer") {
					t.Errorf("%s does not show the new agent", target)
				}
			}
		})
	}
}

// TestReadersAtOnceComputeAPageOnce asks for a page from many readers at the same time; from Redis, from as many as it has connections for.
func TestReadersAtOnceComputeAPageOnce(t *testing.T) {
	for name, store := range stores(t) {
		t.Run(name, func(t *testing.T) {
			count := 1000
			if store != "memory" {
				count = 10
			}
			p := newPages(t, store, true)
			p.page(t, "/views/agents", htmx...)
			once := p.statements.Load()
			var readers sync.WaitGroup
			bodies := make(chan string, count)
			for range count {
				readers.Go(func() { bodies <- p.ask("/views/agents").Body.String() })
			}
			readers.Wait()
			close(bodies)
			first := <-bodies
			for body := range bodies {
				if body != first || !strings.Contains(first, "</html>") {
					t.Fatalf("a reader got %q, another %q", body, first)
				}
			}
			if more := p.statements.Load() - once; more != once {
				t.Errorf("%d statements, want the %d of one page", more, once)
			}
		})
	}
}
