package events_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func newDB(t *testing.T) *database.DB {
	t.Helper()
	return testkit.OpenDatabase(t, "")
}

// stamped is an event reduced to what orders it.
type stamped struct{ id, timestamp string }

// forms are the ways in which one instant may be written.
var forms = []string{
	"2006-01-02 15:04:05", "2006-01-02T15:04:05.000000", "2006-01-02T15:04:05.000000+00:00", "2006-01-02T15:04:05Z", "2006-01-02 15:04:05.00",
}

// scattered makes events over few days and few seconds, so that pages are cut in the middle
// of days, of seconds and of equal instants, in every mixture of forms.
func scattered(n int) []stamped {
	random := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, 1, 10, 22, 0, 0, 0, time.UTC)
	events := make([]stamped, n)
	for i := range events {
		at := start.Add(time.Duration(random.IntN(3)) * 9 * time.Hour).Add(time.Duration(random.IntN(20)) * 250 * time.Millisecond)
		events[i] = stamped{fmt.Sprintf("evt-%03d", i), at.Format(forms[random.IntN(len(forms))])}
	}
	return events
}

func store(t *testing.T, db *database.DB, events []stamped) {
	t.Helper()
	rows := make([][]any, len(events))
	for i, e := range events {
		rows[i] = []any{e.id, "a", "tool_call", fmt.Sprint("s-", i%2), e.timestamp, "Read"}
	}
	_, err := database.Exec(t.Context(), db, "INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name) ?", database.Values(rows))
	if err != nil {
		t.Fatal(err)
	}
}

// newestFirst is the order as the rule has it, computed by parsing.
func newestFirst(events []stamped) []string {
	sorted := slices.Clone(events)
	slices.SortFunc(sorted, func(a, b stamped) int {
		at, _ := model.Instant(a.timestamp).Time()
		bt, _ := model.Instant(b.timestamp).Time()
		if c := bt.Compare(at); c != 0 {
			return c
		}
		return strings.Compare(b.id, a.id)
	})
	ids := make([]string, len(sorted))
	for i, e := range sorted {
		ids[i] = e.id
	}
	return ids
}

func ids(events []model.Event) []string {
	list := make([]string, len(events))
	for i, e := range events {
		list[i] = e.EventID
	}
	return list
}

func TestEveryPageIsACutOfTheOrderByInstant(t *testing.T) {
	db := newDB(t)
	list := scattered(180)
	store(t, db, list)
	want := newestFirst(list)
	repo := events.New(db)
	for _, limit := range []int{1, 2, 7, 50, 179, 200} {
		for offset := 0; offset < len(want)+limit; offset += max(1, limit/2+3) {
			got, err := repo.List(t.Context(), model.EventFilter{}, model.Page{Limit: limit, Offset: offset})
			if err != nil {
				t.Fatal(err)
			}
			end := min(offset+limit, len(want))
			if diff := cmp.Diff(want[min(offset, end):end], ids(got)); diff != "" {
				t.Fatalf("limit %d offset %d (-want +got):\n%s", limit, offset, diff)
			}
		}
	}
}

func TestCursorsWalkTheWholeOrderOnce(t *testing.T) {
	db := newDB(t)
	list := scattered(180)
	store(t, db, list)
	want := newestFirst(list)
	repo := events.New(db)
	for _, limit := range []int{1, 3, 10, 64} {
		var got []string
		page := model.Page{Limit: limit}
		for {
			part, err := repo.List(t.Context(), model.EventFilter{}, page)
			if err != nil {
				t.Fatal(err)
			}
			if len(part) == 0 {
				break
			}
			got = append(got, ids(part)...)
			last := part[len(part)-1]
			page.After = &model.Cursor{Key: last.Timestamp.Key(), ID: last.EventID}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("limit %d (-want +got):\n%s", limit, diff)
		}
	}
}

func TestSpansBoundByInstantInEveryForm(t *testing.T) {
	db := newDB(t)
	list := scattered(180)
	store(t, db, list)
	repo := events.New(db)
	for _, form := range forms {
		since := model.Instant(time.Date(2026, 1, 10, 22, 0, 2, 0, time.UTC).Format(form))
		until := model.Instant(time.Date(2026, 1, 11, 7, 0, 3, 0, time.UTC).Format(form))
		var inside []stamped
		for _, e := range list {
			if model.Instant(e.timestamp).Compare(since) >= 0 && model.Instant(e.timestamp).Compare(until) <= 0 {
				inside = append(inside, e)
			}
		}
		filter := model.EventFilter{Since: since, Until: until}
		got, err := repo.List(t.Context(), filter, model.Page{Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(newestFirst(inside), ids(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", form, diff)
		}
		count, err := repo.Count(t.Context(), filter)
		if err != nil || count != int64(len(inside)) {
			t.Errorf("%s: count = %d, %v; want %d", form, count, err, len(inside))
		}
	}
}

func TestInstantKeyIsTheSameRuleInSQLAndInGo(t *testing.T) {
	db := newDB(t)
	for _, text := range []string{
		"2026-01-12 13:52:08", "2026-01-12 00:00:00", "2026-01-12T10:00:10.500000", "2026-01-12T10:00:10.0", "2026-03-18T15:29:06.561929+00:00",
		"2026-03-18T15:29:00Z", "2026-03-18", "", "nonsense that is long",
	} {
		got, err := database.Value[string](t.Context(), db, "SELECT instant_key(x) FROM (SELECT ? AS x) AS t", text)
		if err != nil {
			t.Fatal(err)
		}
		if want := model.Instant(text).Key(); got != want {
			t.Errorf("%q: SQL %q, Go %q", text, got, want)
		}
	}
}
