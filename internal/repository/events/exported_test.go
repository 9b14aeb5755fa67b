package events_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
)

// TestAPageEndsWithTheRowThatFillsItsBytes walks through events of which each third has long texts. A page may have any number of rows, but
// without its last row it is not full.
func TestAPageEndsWithTheRowThatFillsItsBytes(t *testing.T) {
	const most = 100
	db := newDB(t)
	list := scattered(180)
	store(t, db, list)
	long := strings.Repeat("世", most)
	if _, err := database.Exec(t.Context(), db, "UPDATE agent_events SET input_summary = ?, output_summary = 'x' WHERE rowid % 3 = 0", long); err != nil {
		t.Fatal(err)
	}
	repo := events.New(db)
	var got []string
	for page := (model.Page{Limit: 20, Bytes: most}); ; {
		part, err := repo.Export(t.Context(), model.EventFilter{}, page)
		if err != nil {
			t.Fatal(err)
		}
		if len(part) == 0 {
			break
		}
		for i, e := range part {
			text := model.Or(e.InputSummary, "")
			if i < len(part)-1 && text != "" {
				t.Fatalf("row %d of %d has %d bytes", i, len(part), len(text))
			}
			if text != "" && text != long {
				t.Fatalf("a text has %d bytes, want %d", len(text), len(long))
			}
		}
		got = append(got, ids(part)...)
		last := part[len(part)-1]
		page.After = &model.Cursor{Key: last.Timestamp.Key(), ID: last.EventID}
	}
	if diff := cmp.Diff(newestFirst(list), got); diff != "" {
		t.Error(diff)
	}
}

// TestALongContextHasInAListWhatListsShow compares an event with a long context and one with a short context.
func TestALongContextHasInAListWhatListsShow(t *testing.T) {
	db := newDB(t)
	for i, pad := range []string{"", strings.Repeat("x", 1<<20)} {
		context := fmt.Sprintf(`{"pad": %q, "spawner_type": "codex", "spawned_agent": "gpt", "claude_task_id": "t1", "cost_usd": 0.25}`, pad)
		_, err := database.Exec(t.Context(), db, `INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, context)
			VALUES (?, 'a', 'tool_call', 's', '2026-01-10 10:00:00', ?)`, fmt.Sprint("e", i), context)
		if err != nil {
			t.Fatal(err)
		}
	}
	list, err := events.New(db).List(t.Context(), model.EventFilter{}, model.Page{Limit: 10})
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	for _, e := range list {
		object, _ := model.Object(e.Context)
		if got := fmt.Sprintln(model.SpawnerFromEvent(e), object["claude_task_id"], object["cost_usd"]); got != "{codex gpt} t1 0.25\n" || len(*e.Context) > 200 {
			t.Errorf("%s: %s, %d bytes", e.EventID, got, len(*e.Context))
		}
	}
	if detail, _, err := events.New(db).Get(t.Context(), "e1"); err != nil || len(*detail.Context) < 1<<20 {
		t.Errorf("the event itself has not its whole context: %v", err)
	}
}
