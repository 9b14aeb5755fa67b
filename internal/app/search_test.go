package app_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/repository/textindex"
)

// searchedSessions are sessions, each with one answer: its id, the days before now at which it was, how often the word is in it.
var searchedSessions = []struct {
	id        string
	age, hits int
}{
	{"new", 1, 1}, {"often", 1, 50}, {"older", 2, 60}, {"old", 400, 1},
}

// newSearched returns a server over a database with searchedSessions, with or without an index.
func newSearched(t *testing.T, isIndexed bool, more string) *app.App {
	t.Helper()
	path := filepath.Join(t.TempDir(), "searched.db")
	db, err := database.Open(t.Context(), database.Options{Path: path, PollOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Transaction(t.Context(), func(ctx context.Context, tx *database.Tx) error {
		part := 0
		for _, s := range searchedSessions {
			at := now.AddDate(0, 0, -s.age).UTC().Format("2006-01-02T15:04:05.000000")
			if _, err := tx.ExecContext(ctx, "INSERT INTO sessions (session_id, agent_assigned, created_at, status) VALUES (?, 'claude-code', ?, 'completed')", s.id, at); err != nil {
				return err
			}
			for range s.hits {
				part++
				id := fmt.Sprintf("m%d", part)
				if _, err := tx.ExecContext(ctx, `INSERT INTO messages (message_id, session_id, subagent, timestamp, position, role, kind, source, witnessed, revision)
					VALUES (?, ?, '', ?, ?, 'assistant', 'answer', 'transcript', 0, 1)`, id, s.id, at, part); err != nil {
					return err
				}
				if _, err := tx.ExecContext(ctx, `INSERT INTO parts (part_id, message_id, section, number, type, source, cut, bytes, digest, text)
					VALUES (?, ?, 'body', 0, 'text', 'transcript', 0, 9, 1, 'the retry waits')`, part, id); err != nil {
					return err
				}
			}
		}
		_, err := tx.ExecContext(ctx, more)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for looked := 1; isIndexed && looked > 0; {
		if looked, err = textindex.New(db).Fill(t.Context(), 1<<20); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	service, err := app.New(t.Context(), app.Options{
		Database: database.Options{Path: path, ReadOnly: !isIndexed}, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	return service
}

func searched(t *testing.T, service *app.App, query string) gjson.Result {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/search?"+query, nil)
	request.Host = "localhost"
	answer := httptest.NewRecorder()
	service.Server.ServeHTTP(answer, request)
	if answer.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", query, answer.Code, answer.Body)
	}
	return gjson.ParseBytes(answer.Body.Bytes())
}

// sessionsIn returns the sessions of an answer in their order.
func sessionsIn(answer gjson.Result) string {
	var ids []string
	for _, id := range answer.Get("sessions.#.session_id").Array() {
		ids = append(ids, id.String())
	}
	return strings.Join(ids, " ")
}

func TestSessionsAreRankedByHitsAndAge(t *testing.T) {
	service := newSearched(t, true, "")
	answer := searched(t, service, "q=retry")
	if got := sessionsIn(answer); !strings.HasSuffix(got, "new old") || answer.Get("hits").Int() != 112 {
		t.Errorf("%s, %d hits", got, answer.Get("hits").Int())
	}
	for _, sort := range []string{"rank", "new"} {
		var walked []string
		for after := ""; ; {
			page := searched(t, service, "q=retry&limit=1&sort="+sort+after)
			walked = append(walked, sessionsIn(page))
			if page.Get("next").String() == "" {
				break
			}
			after = "&after=" + page.Get("next").String()
		}
		if got, whole := strings.Join(walked, " "), sessionsIn(searched(t, service, "q=retry&sort="+sort)); got != whole {
			t.Errorf("%s: page by page %s, at once %s", sort, got, whole)
		}
	}
}

func TestWhatIsNotIndexedYetIsStated(t *testing.T) {
	service := newSearched(t, true, "")
	if indexed := searched(t, service, "q=retry").Get("indexed"); indexed.Get("share").Float() != 1 || !indexed.Get("has_index").Bool() {
		t.Error(indexed)
	}
	err := service.DB.Transaction(t.Context(), func(ctx context.Context, tx *database.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE indexed_parts SET first_part = 56")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if indexed := searched(t, service, "q=retry").Get("indexed"); indexed.Get("share").Float() != 0.5 || indexed.Get("since").String() == "" {
		t.Error(indexed)
	}
}

func TestWithoutAnIndexTheNewestTextsAreRead(t *testing.T) {
	service := newSearched(t, false, "DROP TRIGGER part_fts_deleted; DROP TRIGGER part_fts_changed; DROP TABLE part_fts")
	answer := searched(t, service, "q=retry+-unheard")
	if answer.Get("indexed.has_index").Bool() || answer.Get("total").Int() != 4 || answer.Get("is_bounded").Bool() {
		t.Error(answer)
	}
	if answer := searched(t, service, "q=retry+-waits"); answer.Get("total").Int() != 0 {
		t.Error(answer)
	}
}
