package presence_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func TestAnAgentBecomesIdleByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := follow(t, "")
		f.store(t, did("one", ago(0)))
		for _, test := range []struct {
			wait time.Duration
			want string
		}{{model.ActiveWindow - time.Millisecond, "active"}, {time.Millisecond, "idle"}} {
			pass(test.wait)
			if _, got := f.last(); !strings.HasPrefix(got, "codex "+test.want) {
				t.Errorf("published %q, want codex %s", got, test.want)
			}
		}
		pass(time.Second)
		if got := f.rows(t); !strings.HasPrefix(got, "codex idle ") {
			t.Errorf("the table holds %q, want codex idle", got)
		}
	})
}

func TestPublicationsAreFewButNotRare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := follow(t, "")
		for i := range 100 {
			f.store(t, did(fmt.Sprint(i), ago(0)))
			pass(10 * time.Millisecond)
		}
		pass(100 * time.Millisecond)
		before, last := f.last()
		if before < 9 || before > 12 || !strings.HasSuffix(last, " 100 1000") {
			t.Errorf("published %d times in 1.1 s, at the end %s", before, last)
		}
		pass(91 * time.Second)
		if n, _ := f.last(); n-before != 3 {
			t.Errorf("published %d times in 91 s without a change, want every 30 s", n-before)
		}
	})
}

func TestChangesOfOtherProcessesAreTakenOver(t *testing.T) {
	for name, test := range map[string]struct {
		before, script func() string
		want           func() string
	}{
		"a newer row stays": {
			func() string { return did("one", ago(20*time.Second)) }, func() string { return row("active", ago(10*time.Second), 50) },
			func() string { return "codex active " + ago(10*time.Second) + " 50 0" },
		},
		"a newer row in another form stays": {
			func() string { return did("one", ago(20*time.Second)) },
			func() string { return row("active", strings.Replace(ago(10*time.Second), " ", "T", 1)+"+00:00", 50) },
			func() string {
				return "codex active " + strings.Replace(ago(10*time.Second), " ", "T", 1) + "+00:00 50 0"
			},
		},
		"one as new has counted the event": {
			func() string { return did("one", ago(20*time.Second)) }, func() string { return row("offline", ago(20*time.Second), 1) },
			func() string { return "codex offline " + ago(20*time.Second) + " 1 0" },
		},
		"on an older one is counted": {
			func() string { return did("one", ago(20*time.Second)) }, func() string { return row("active", ago(30*time.Second), 50) },
			func() string { return "codex active " + ago(20*time.Second) + " 51 10" },
		},
		"without one the events alone count": {
			func() string { return row("active", ago(30*time.Second), 50) + did("one", ago(20*time.Second)) },
			func() string { return "DELETE FROM agent_presence" },
			func() string { return "codex active " + ago(20*time.Second) + " 1 10" },
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := follow(t, "")
				f.store(t, test.before())
				f.store(t, test.script())
				want := test.want()
				if got := f.lists(t); got != want {
					t.Errorf("the answer is %q, want %q", got, want)
				}
				f.store(t, "UPDATE agent_presence SET updated_at = updated_at") // a commit
				want = test.want()
				pass(time.Second)
				if got := f.lists(t); got != want {
					t.Errorf("later the answer is %q, want %q", got, want)
				}
				if _, got := f.last(); got != want {
					t.Errorf("published is %q, want %q", got, want)
				}
			})
		})
	}
}

func TestLateEventsCountButDoNotChangeTheCurrentState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := follow(t, row("active", ago(time.Hour), 7))
		at := ago(0)
		f.store(t, did("one", at))
		f.store(t, did("late", ago(30*time.Minute))+did("counted already", ago(2*time.Hour))+did("never", "whenever"))
		if got, want := f.lists(t), "codex active "+at+" 9 20"; got != want {
			t.Errorf("the answer is %q, want %q", got, want)
		}
	})
}

func TestAChangeOfAnEventIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := follow(t, "")
		at := ago(0)
		f.store(t, did("one", at))
		testkit.Execute(t, f.db, "UPDATE agent_events SET cost_tokens = 25")
		want := "codex active " + at + " 1 25"
		if got := f.lists(t); got != want {
			t.Errorf("the answer is %q, want %q", got, want)
		}
		events, err := events.NewLive(f.db).Last(t.Context(), model.EventFilter{}, 1<<62, 1)
		if err != nil {
			t.Fatal(err)
		}
		f.Count(events...)
		pass(time.Second)
		if got := f.rows(t); got != want {
			t.Errorf("the table holds %q, want %q", got, want)
		}
	})
}

func TestTheEndOfASessionIsNoticedWithoutAnEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := follow(t, "INSERT INTO sessions (session_id, agent_assigned, status, created_at) VALUES ('s', 'codex', 'active', '1999-12-31 23:00:00')")
		at := ago(0)
		f.store(t, did("one", at))
		pass(10 * time.Second)
		f.store(t, fmt.Sprintf("UPDATE sessions SET status = 'completed', completed_at = '%s'", ago(0)))
		pass(2 * time.Second)
		want := "codex offline " + at + " 1 10"
		if _, got := f.last(); got != want {
			t.Errorf("published is %q, want %q", got, want)
		}
		if got := f.rows(t); got != want {
			t.Errorf("the table holds %q, want %q", got, want)
		}
	})
}

// TestAWriteNeverGoesBackwards writes over rows as if another process had stored them after the last look.

func TestDeletedAgentsAreRemoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := ago(0)
		f := follow(t, row("active", at, 7)+did("one", at))
		f.store(t, "DELETE FROM agent_presence; DELETE FROM agent_events")
		f.Reload()
		f.store(t, did("two", at))
		pass(2 * time.Second)
		want := "codex active " + at + " 1 10"
		if _, got := f.last(); got != want {
			t.Errorf("published is %q, want %q", got, want)
		}
		if got := f.lists(t); got != want {
			t.Errorf("the answer is %q, want %q", got, want)
		}
	})
}
