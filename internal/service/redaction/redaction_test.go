package redaction_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/storedtexts"
	"github.com/htmlgraph/htmlgraph/internal/service/redaction"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// clock does not wait. It counts the rests, and ends the run after some of them.
type clock struct{ rests, last int }

var errEnded = errors.New("ended")

func (c *clock) Sleep(context.Context, time.Duration) error {
	if c.rests++; c.rests == c.last {
		return errEnded
	}
	return nil
}

// spool is an empty one, or an empty archive.
type spool struct{}

func (spool) Rewrite(context.Context, bool, func([]byte) []byte) error { return nil }

// newEvents returns a database with events of which each tenth has a secret in two columns.
func newEvents(t *testing.T, events int) *database.DB {
	t.Helper()
	var script strings.Builder
	for n := range events {
		input, context := "ls", `{"a": 1}`
		if n%10 == 0 {
			input, context = fmt.Sprintf("PASSWORD=hunter%d make", n), fmt.Sprintf(`{"a": {"token": "abc%d", "password": %d}}`, n+1000, n+10000)
		}
		fmt.Fprintf(&script, "INSERT INTO agent_events (event_id, agent_id, event_type, session_id, input_summary, context) VALUES ('e%d', 'codex', 'tool_call', 's', '%s', '%s');\n", n, input, context)
	}
	return testkit.OpenDatabase(t, script.String())
}

func value(t *testing.T, db *database.DB, query string) string {
	t.Helper()
	text, err := database.Value[string](t.Context(), db, query)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestEachSecretIsReplacedAndCounted(t *testing.T) {
	db := newEvents(t, 1200)
	service := redaction.New(storedtexts.New(db), spool{}, spool{}, db, spool{}, &clock{})
	rows, err := service.Rows(t.Context())
	if err != nil || rows != 1200 {
		t.Fatalf("%d rows, %v", rows, err)
	}
	for _, run := range []struct {
		dryRun bool
		want   redaction.Found
	}{
		{true, redaction.Found{Name: "agent_events", Rows: 120, Values: 360, Visited: 1200}},
		{false, redaction.Found{Name: "agent_events", Rows: 120, Values: 360, Visited: 1200}},
		{false, redaction.Found{Name: "agent_events", Visited: 1200}},
	} {
		progress := int64(0)
		report, err := service.Redact(t.Context(), redaction.Options{DryRun: run.dryRun, Vacuum: true, Progress: func(rows int64) { progress = rows }})
		if err != nil || report[0] != run.want || report.Values() != run.want.Values || progress != 1200 {
			t.Errorf("%+v, want %+v; progress %d, %v", report[0], run.want, progress, err)
		}
	}
	if got := value(t, db, "SELECT input_summary || context FROM agent_events WHERE event_id = 'e10'"); got != `PASSWORD=[redacted] make{"a": {"token": "[redacted]", "password": "[redacted]"}}` {
		t.Errorf("stored is %s", got)
	}
	if got := value(t, db, "SELECT input_summary || context FROM agent_events WHERE event_id = 'e11'"); got != `ls{"a": 1}` {
		t.Errorf("a row without secrets became %s", got)
	}
}

func TestARunThatWasEndedGoesOn(t *testing.T) {
	db := newEvents(t, 1200)
	ended := &clock{last: 2}
	report, err := redaction.New(storedtexts.New(db), spool{}, spool{}, db, spool{}, ended).Redact(t.Context(), redaction.Options{})
	if !errors.Is(err, errEnded) || report.Values() != 300 {
		t.Fatalf("%d values, %v", report.Values(), err)
	}
	report, err = redaction.New(storedtexts.New(db), spool{}, spool{}, db, spool{}, &clock{}).Redact(t.Context(), redaction.Options{})
	if err != nil || report.Values() != 60 {
		t.Errorf("%d values, %v", report.Values(), err)
	}
}

// meanwhile changes a row between the moment at which it is read and that at which it is replaced.
type meanwhile struct {
	*storedtexts.Repository
	change func()
}

func (m meanwhile) Replace(ctx context.Context, table model.TextTable, changes []model.TextChange) error {
	m.change()
	return m.Repository.Replace(ctx, table, changes)
}

func TestWhatAnotherProcessWroteMeanwhileStays(t *testing.T) {
	db := newEvents(t, 20)
	texts := meanwhile{storedtexts.New(db), func() {
		testkit.Execute(t, db, "UPDATE agent_events SET input_summary = 'make test' WHERE event_id = 'e10'")
	}}
	if _, err := redaction.New(texts, spool{}, spool{}, db, spool{}, &clock{}).Redact(t.Context(), redaction.Options{}); err != nil {
		t.Fatal(err)
	}
	if got := value(t, db, "SELECT input_summary FROM agent_events WHERE event_id = 'e10'"); got != "make test" {
		t.Errorf("stored is %q", got)
	}
}
