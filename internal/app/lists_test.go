package app_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// lists says where the ids of each list are, by operation, and with which filters it is walked too. An id identifies an item among all others
// of the list.
var lists = map[string]struct {
	ids     string
	filters []string
}{
	"findSessions":          {"sessions.#.session_id", []string{"sort=started", "sort=cost&automated=show", "q=agent:a"}},
	"listActivity":          {"events.#.[source,event_id]", []string{"session_id=s-1", "include_spikes=false", "include_delegations=false"}},
	"listAgents":            {"agents.#.agent_id", nil},
	"listEventTraces":       {"traces.#.parent_event_id", []string{"session_id=s-1"}},
	"listEvents":            {"#.event_id", []string{"session_id=s-1", "tool_name=Task&status=recorded", "since=2026-03-18T14:00:05Z", "q=kept"}},
	"listPresence":          {"agents.#.agent_id", nil},
	"listQueries":           {"queries.#.query_id", nil},
	"listRequests":          {"#.request_id", []string{"session_id=s-1", "until=2026-03-18T14:00:09Z"}},
	"listSessions":          {"sessions.#.session_id", []string{"status=active"}},
	"listSpawnerActivities": {"spawner_activities.#.event_id", []string{"session_id=s-1", "spawner_type=gemini", "spawner_type=codex&session_id=s-0"}},
	"listTaskNotifications": {"notifications.#.event_id", nil},
	"listTurns":             {"conversation_turns.#.userQuery.event_id", nil},
	"listWorkItems":         {"work_items.#.id", []string{"type=spike", "status=todo", "q=kept"}},
}

// listOperations returns the operations of the document whose responses link to pages. Each must be in lists.
func listOperations(t *testing.T) []testkit.Operation {
	t.Helper()
	document, err := testkit.LoadDocument(gen.OpenAPIJSON)
	if err != nil {
		t.Fatal(err)
	}
	operations := slices.DeleteFunc(document.Operations(), func(o testkit.Operation) bool { return !o.IsList() })
	if len(operations) != len(lists) {
		t.Errorf("%d operations of the document link to pages, and %d are walked", len(operations), len(lists))
	}
	for _, operation := range operations {
		if _, ok := lists[operation.ID]; !ok {
			t.Fatalf("state where the ids of %s are", operation.ID)
		}
	}
	return operations
}

var nextLink = regexp.MustCompile(`<([^>]*)>; rel="next"`)

// walk follows a list from target to its end, and returns the ids of its items and the total of the first page.
func walk(ctx context.Context, t *testing.T, service *app.App, target, path string) (ids []string, total int) {
	t.Helper()
	const most = 1000
	for pages := 0; target != ""; pages++ {
		request := httptest.NewRequestWithContext(ctx, http.MethodGet, target, nil)
		request.Host = "localhost"
		answer := httptest.NewRecorder()
		service.Server.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK || pages > most {
			t.Fatalf("%s: %d on page %d: %s", target, answer.Code, pages, answer.Body)
		}
		for _, id := range gjson.GetBytes(answer.Body.Bytes(), path).Array() {
			ids = append(ids, id.String())
		}
		if pages == 0 {
			total, _ = strconv.Atoi(answer.Header().Get("X-Total-Count"))
		}
		target = ""
		if next := nextLink.FindStringSubmatch(answer.Header().Get("Link")); next != nil {
			target = next[1]
		}
	}
	return ids, total
}

// walksOf returns the addresses at which walks of a list begin, with each of its filters.
func walksOf(operation testkit.Operation, limit int) []string {
	first := operation.Path + "?limit=" + strconv.Itoa(limit)
	all := []string{first}
	for _, filter := range lists[operation.ID].filters {
		all = append(all, first+"&"+filter)
	}
	return all
}

// TestEveryListIsWholeWhileAnotherProgramStoresAndDeletes walks all lists while, after each statement of a request, rows are stored and deleted
// before, behind and at the place that the walk has reached. What was stored all the time must come once and in order.
func TestEveryListIsWholeWhileAnotherProgramStoresAndDeletes(t *testing.T) {
	path := newKept(t)
	visitors := newVisitors(t, path)
	service, err := app.New(t.Context(), app.Options{
		Database: database.Options{Path: path, Hook: visitors}, Cache: app.CacheOff, Logger: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	operations := listOperations(t)
	quiet := map[string][][]string{}
	for _, operation := range operations {
		for _, target := range walksOf(operation, 200) {
			all, total := walk(t.Context(), t, service, target, lists[operation.ID].ids)
			if len(all) != total || total < 2 {
				t.Errorf("%s: %d items of %d", target, len(all), total)
			}
			quiet[operation.ID] = append(quiet[operation.ID], all)
		}
	}
	for _, operation := range operations {
		for _, limit := range []int{3, 8} {
			for i, target := range walksOf(operation, limit) {
				got, _ := walk(visitors.disturbing(t.Context()), t, service, target, lists[operation.ID].ids)
				compareWalks(t, target, quiet[operation.ID][i], got)
			}
		}
	}
}

// compareWalks reports what a disturbed walk lost, repeated or moved of the items of a quiet one, and what it repeated of others.
func compareWalks(t *testing.T, target string, quiet, got []string) {
	t.Helper()
	times := map[string]int{}
	var kept []string
	for _, id := range got {
		if times[id]++; times[id] > 1 {
			t.Errorf("%s: %q comes %d times", target, id, times[id])
		}
		if slices.Contains(quiet, id) {
			kept = append(kept, id)
		}
	}
	if !slices.Equal(kept, quiet) {
		t.Errorf("%s: a disturbed walk has %d of %d items, or another order:\n%.2000q\nwant\n%.2000q", target, len(kept), len(quiet), kept, quiet)
	}
}

// TestEveryListReachesWhatItCounts walks all lists of a database with unusual ids and timestamps.
func TestEveryListReachesWhatItCounts(t *testing.T) {
	service := newHostile(t)
	for _, operation := range listOperations(t) {
		target := operation.Path + "?limit=1"
		ids, total := walk(t.Context(), t, service, target, lists[operation.ID].ids)
		slices.Sort(ids)
		if distinct := len(slices.Compact(slices.Clone(ids))); distinct != len(ids) || len(ids) != total {
			t.Errorf("%s: %d items, %d of them distinct, and a total of %d: %q", target, len(ids), distinct, total, ids)
		}
	}
}
