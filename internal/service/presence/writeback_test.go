package presence_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/presences"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func TestAnEventIsInTheTableWithinOneWriteBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := follow(t, "")
		at := ago(0)
		f.store(t, did("one", at))
		f.store(t, did("two", at)) // at the same time, and after the first was written back
		pass(time.Second)
		want := "codex active " + at + " 2 20"
		if got := f.rows(t); got != want {
			t.Errorf("the table holds %q, want %q", got, want)
		}
		if got := f.lists(t); got != want {
			t.Errorf("the answer is %q, want %q", got, want)
		}
		pass(time.Minute)
		if f.writes.Load() != 2 {
			t.Errorf("written %d times, want one for each event: its own commit is no reason to write", f.writes.Load())
		}
	})
}

func TestInitialRowsAreNotWrittenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := ago(10 * time.Minute)
		f := follow(t, row("active", ago(3*time.Hour), 7)+did("too old", ago(2*time.Hour))+did("one", at))
		before := f.rows(t)
		if got, want := f.lists(t), "codex idle "+at+" 8 10"; got != want {
			t.Errorf("the answer is %q, want %q", got, want)
		}
		f.store(t, "UPDATE sessions SET status = status")
		pass(time.Minute)
		f.stop()
		if f.writes.Load() != 0 || f.rows(t) != before {
			t.Errorf("written %d times: %s", f.writes.Load(), f.rows(t))
		}
	})
}

func TestShutdownWritesPendingChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := follow(t, "")
		f.here.Store(false)
		f.store(t, did("one", ago(0)))
		at := ago(0)
		f.store(t, did("two", at))
		f.stop()
		if got, want := f.rows(t), "codex active "+at+" 2 20"; got != want {
			t.Errorf("the table holds %q, want %q", got, want)
		}
	})
}

func TestAFailedWriteIsLoggedOnceAndRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := follow(t, "")
		f.failing.Store(true)
		at := ago(0)
		f.store(t, did("one", at))
		pass(10 * time.Second)
		f.failing.Store(false)
		pass(time.Second)
		if got, want := f.rows(t), "codex active "+at+" 1 10"; got != want {
			t.Errorf("the table holds %q, want %q", got, want)
		}
		if lines := strings.Count(f.log.String(), "\n"); lines != 1 || f.writes.Load() < 10 {
			t.Errorf("%d lines for %d tries: %s", lines, f.writes.Load(), f.log.String())
		}
	})
}

func TestAWriteThatSucceedsAtTheNextTriesIsNotLogged(t *testing.T) {
	for failures, want := range []int{0, 0, 0, 1} {
		synctest.Test(t, func(t *testing.T) {
			f := follow(t, "")
			for range 2 {
				f.failing.Store(true)
				before := f.writes.Load()
				f.store(t, did(fmt.Sprint("event-", before), ago(0)))
				for f.writes.Load() < before+int64(failures) {
					pass(100 * time.Millisecond)
				}
				f.failing.Store(false)
				pass(2 * time.Second)
			}
			if lines := strings.Count(f.log.String(), "\n"); lines != 2*want {
				t.Errorf("%d failures in a row, twice: %d lines: %s", failures, lines, f.log.String())
			}
		})
	}
}

func TestAWriteNeverGoesBackwards(t *testing.T) {
	for stored, want := range map[string]string{
		"2026-03-18 10:00:00":              "ours",
		"2026-03-18T10:00:01":              "ours",
		"2026-03-18 10:00:01.000001":       "theirs",
		"2026-03-18T10:00:02.000000":       "theirs",
		"2026-03-18T10:00:02+00:00":        "theirs",
		"2026-03-18T09:59:59.999999+00:00": "ours",
	} {
		t.Run(stored, func(t *testing.T) {
			db := testkit.OpenDatabase(t, fmt.Sprintf("INSERT INTO agent_presence (agent_id, status, last_activity, session_id) VALUES ('codex', 'active', '%s', 'theirs')", stored))
			table, session := presences.New(db), "ours"
			ours := model.Presence{AgentID: "codex", Status: "idle", LastActivity: "2026-03-18 10:00:01", SessionID: &session}
			odd := model.Presence{AgentID: "z\xff", Status: "idle", LastActivity: "2026-03-18 10:00:01"}
			for range 2 {
				if err := table.Write(t.Context(), []model.Presence{odd, ours}, "2026-03-18 10:00:01"); err != nil {
					t.Fatal(err)
				}
			}
			rows, err := table.Stored(t.Context())
			if err != nil || len(rows) != 1 || *rows[0].SessionID != want {
				t.Errorf("%+v (%v), want %s", rows, err, want)
			}
		})
	}
}
