package app_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/service/erasure"
	"github.com/htmlgraph/htmlgraph/internal/service/retention"
)

// earlierReader makes what transcripts alone reported what an earlier reader might have stored of it: other ids of requests and messages, more
// tokens, a prompt that the user did not write, turns that were cancelled, and durations that include silence.
const earlierReader = `
	UPDATE import_states SET reader_version = 0, digest = '', tail = '', session_id = '';
	UPDATE cost_events SET event_id = 'cost-old-' || event_id, input_tokens = input_tokens + 1000, total_tokens = total_tokens + 1000
		WHERE event_id IN (SELECT cost_id FROM ingest_usages WHERE source = 'transcript' AND cost_id NOT IN (SELECT cost_id FROM ingest_reports));
	UPDATE ingest_usages SET cost_id = 'cost-old-' || cost_id, input_tokens = input_tokens + 1000, total_tokens = total_tokens + 1000
		WHERE source = 'transcript' AND cost_id NOT IN (SELECT cost_id FROM ingest_reports);
	UPDATE ingest_reports SET input_tokens = input_tokens + 1000 WHERE source = 'transcript';
	UPDATE ingest_usages SET input_tokens = input_tokens + 1000, total_tokens = total_tokens + 1000 WHERE cost_id IN (SELECT cost_id FROM ingest_reports);
	UPDATE ingest_aliases SET row_id = 'cost-old-' || row_id, alias = 'cost-old-' || alias WHERE row_id IN (SELECT substr(cost_id, 10) FROM ingest_usages);
	UPDATE agent_events SET event_id = 'msg-' || substr(lower(hex(event_id)), 9, 24) WHERE event_id LIKE 'msg-%' AND event_id NOT IN (SELECT event_id FROM ingest_witnesses);
	UPDATE agent_events SET status = 'cancelled', execution_duration_seconds = 31635, cost_tokens = cost_tokens + 7, output_summary = 'a text of the earlier reader that is longer than the present one'
		WHERE event_id NOT IN (SELECT event_id FROM ingest_witnesses);
	INSERT INTO agent_events (event_id, agent_id, event_type, tool_name, input_summary, session_id, timestamp, status)
		SELECT 'uq-aaaaaaaaaaaaaaaaaaaaaaaa', 'claude-code', 'tool_call', 'UserQuery', '<local-command-caveat>', session_id, max(timestamp), 'completed' FROM agent_events;
	UPDATE sessions SET total_events = (SELECT count(*) FROM agent_events AS e WHERE e.session_id = sessions.session_id),
		total_tokens_used = (SELECT sum(cost_tokens) FROM agent_events AS e WHERE e.session_id = sessions.session_id);`

// storedRows are all rows that an import stores, without the times at which they were stored and the numbers of their rows.
var storedRows = []string{
	`SELECT event_id, agent_id, event_type, timestamp, tool_name, input_summary, output_summary, session_id, parent_event_id, subagent_type,
		cost_tokens, execution_duration_seconds, status, model, claude_task_id FROM agent_events ORDER BY event_id`,
	`SELECT session_id, agent_assigned, parent_session_id, created_at, completed_at, status, total_events, total_tokens_used, metadata, last_user_query
		FROM sessions ORDER BY session_id`,
	`SELECT event_id, session_id, timestamp, model, input_tokens, output_tokens, total_tokens, cost_usd, agent_id, subagent_type FROM cost_events ORDER BY event_id`,
	`SELECT cost_id, event_id, subagent, input_tokens, output_tokens, total_tokens, cost_micro_usd FROM ingest_usages ORDER BY cost_id`,
	`SELECT cost_id, source, input_tokens, output_tokens, cost_micro_usd FROM ingest_reports ORDER BY cost_id, source`,
	`SELECT tool_use_id, tool_name, tool_input, tool_output, start_time, end_time, duration_ms, status FROM tool_traces ORDER BY tool_use_id`,
	`SELECT row_id, source FROM ingest_aliases ORDER BY row_id, source`,
	`SELECT event_id, subagent FROM ingest_subagents ORDER BY event_id`,
	`SELECT message_id, subagent, timestamp, role, kind, finish_reason, event_id, source, witnessed FROM messages ORDER BY message_id`,
	`SELECT message_id, section, number, type, source, bytes, digest, text, blob, meta FROM parts ORDER BY message_id, section, number`,
	`SELECT day, sum(events), sum(requests), sum(total_tokens), sum(cost_micro_usd) FROM daily_rollups GROUP BY day`,
}

func (s *reportedSession) rows() string {
	var text strings.Builder
	for _, query := range storedRows {
		text.WriteString(s.query(query))
	}
	return text.String()
}

// change runs statements on the database as an earlier release would have.
func (s *reportedSession) change(script string) {
	s.t.Helper()
	db := openOther(s.t, s.db)
	defer db.Close()
	if _, err := db.ExecContext(s.t.Context(), script); err != nil {
		s.t.Fatal(err)
	}
}

// imported imports the transcripts that are there, as they are, and returns the summary.
func (s *reportedSession) imported() importer.Summary {
	s.t.Helper()
	summary, err := s.importInto(s.db, app.Import{})
	if err != nil {
		s.t.Fatal(err)
	}
	return summary
}

// importInto imports the transcripts into a database, with more options.
func (s *reportedSession) importInto(db string, o app.Import) (summary importer.Summary, err error) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	o.DB, o.Paths, o.Getenv = db, []string{s.transcriptFolder()}, func(string) string { return "" }
	o.Done = func(done importer.Summary) error { summary = done; return nil }
	if progress := o.Progress; progress != nil {
		o.Progress = func(p importer.Progress) { progress(p); cancel() }
	}
	err = app.RunImport(ctx, o, app.Environment{Folder: s.server.folder, Home: s.server.folder, TempDir: s.server.folder, Stdout: io.Discard, Stderr: io.Discard})
	return summary, err
}

func (s *reportedSession) transcriptFolder() string {
	return filepath.Join(s.server.folder, "transcripts")
}

// finished has the transcripts not written for a while, and returns what is stored of them then.
func (s *reportedSession) finished() string {
	s.t.Helper()
	before := time.Now().Add(-2 * importer.DefaultIdle)
	err := filepath.WalkDir(s.transcriptFolder(), func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Chtimes(path, before, before))
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.imported()
	return s.rows()
}

// mainTranscript is the file of the session itself.
func (s *reportedSession) mainTranscript() string {
	s.t.Helper()
	return filepath.Join(s.transcriptFolder(), "-app", "s1.jsonl")
}

// TestANewerReaderReplacesWhatAnEarlierOneStored has sources beside the transcripts, in both orders: what they reported stays.
func TestANewerReaderReplacesWhatAnEarlierOneStored(t *testing.T) {
	for _, sources := range []string{"t", "hto", "tho", "toh", "oth"} {
		t.Run(sources, func(t *testing.T) {
			s := newReportedSession(t, reportedClaude(), aWhileAgo())
			defer s.server.end(t)
			for _, source := range []byte(sources) {
				reportBy(source)(s)
			}
			fresh := s.rows()
			s.change(earlierReader)
			if s.rows() == fresh {
				t.Fatal("the earlier reader stored the same")
			}
			if summary := s.imported(); summary.Again == 0 || summary.Again != summary.Files {
				t.Errorf("%d of %d files were read again", summary.Again, summary.Files)
			}
			if got := s.rows(); got != fresh {
				t.Errorf("%s", diffOf(fresh, got))
			}
			if summary := s.imported(); summary.Again != 0 || summary.Unchanged != summary.Files {
				t.Errorf("once more: %+v", summary)
			}
		})
	}
}

// reread is a session of which only transcripts report, imported by an earlier reader. fresh are the rows that the present one stores of it.
func reread(t *testing.T, began time.Time) (s *reportedSession, fresh string) {
	t.Helper()
	s = newReportedSession(t, reportedClaude(), began)
	t.Cleanup(func() { s.server.end(t) })
	s.transcripts()
	return s, s.rows()
}

// aDay is when sessions of these tests begin: some of their turns are of the next day.
func aDay() time.Time { return time.Date(2026, 2, 1, 23, 59, 0, 0, time.UTC) }

func (s *reportedSession) expectRows(want string) {
	s.t.Helper()
	if got := s.rows(); got != want {
		s.t.Error(diffOf(want, got))
	}
}

// TestAnEventThatComesBackKeepsItsRow: who follows new rows does not take it for a new event, nor counts it twice.
func TestAnEventThatComesBackKeepsItsRow(t *testing.T) {
	const numbers = "SELECT rowid, event_id FROM agent_events ORDER BY rowid"
	s, _ := reread(t, aDay())
	fresh := s.query(numbers)
	s.change("UPDATE import_states SET reader_version = 0")
	if summary := s.imported(); summary.Again == 0 {
		t.Errorf("%+v", summary)
	}
	if got := s.query(numbers); got != fresh {
		t.Error(diffOf(fresh, got))
	}
	if left := s.query("SELECT count(*) FROM withdrawn_events"); left != "0 | \n" {
		t.Errorf("%s numbers are left", left)
	}
}

func TestAnInterruptedReplacementIsContinued(t *testing.T) {
	s, fresh := reread(t, aDay())
	s.change(earlierReader)
	for range 3 {
		if _, err := s.importInto(s.db, app.Import{Progress: func(importer.Progress) {}}); !errors.Is(err, context.Canceled) {
			t.Fatalf("it ended with %v", err)
		}
	}
	s.imported()
	s.expectRows(fresh)
}

func TestFilesThatTheArchiveAloneHasAreReadAgain(t *testing.T) {
	s, _ := reread(t, aDay())
	fresh := s.finished()
	s.change(earlierReader)
	s.removeTranscripts()
	if summary := s.imported(); summary.Archived == 0 || summary.Archived != summary.Again {
		t.Errorf("%+v", summary)
	}
	s.expectRows(fresh)
}

func TestWhatIsStoredOfFilesThatAreGoneStays(t *testing.T) {
	s, _ := reread(t, aDay())
	s.change(earlierReader + "; DELETE FROM archived_parts; DELETE FROM archived_transcripts;")
	earlier := s.rows()
	s.removeTranscripts()
	if summary := s.imported(); summary.Again != 0 {
		t.Errorf("%+v", summary)
	}
	s.expectRows(earlier)
	if waiting, err := app.ReadByEarlier(t.Context(), s.db); waiting != 0 || err != nil {
		t.Errorf("%d files wait to be read again, %v", waiting, err)
	}
}

// TestWhatIsStoredOfASubagentWhoseFileIsGoneStays has the file of the session, and those of other subagents, read again.
func TestWhatIsStoredOfASubagentWhoseFileIsGoneStays(t *testing.T) {
	s, fresh := reread(t, aDay())
	s.change("UPDATE import_states SET reader_version = 0; DELETE FROM archived_parts; DELETE FROM archived_transcripts;")
	if err := os.Remove(filepath.Join(s.transcriptFolder(), "-app", "s1", "subagents", "agent-a1.jsonl")); err != nil {
		t.Fatal(err)
	}
	s.imported()
	s.expectRows(fresh)
}

func (s *reportedSession) removeTranscripts() {
	s.t.Helper()
	if err := os.RemoveAll(s.transcriptFolder()); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Mkdir(s.transcriptFolder(), 0o755); err != nil {
		s.t.Fatal(err)
	}
}

// TestPrunedDaysStayPruned prunes the first day of the session, and in another case all of it.
func TestPrunedDaysStayPruned(t *testing.T) {
	for name, before := range map[string]string{"a day": "2026-02-02", "all": "2026-02-03"} {
		t.Run(name, func(t *testing.T) {
			s, fresh := reread(t, aDay())
			if _, err := app.Prune(t.Context(), s.db, retention.Options{Before: before, Progress: func(int64) {}}, slog.New(slog.DiscardHandler)); err != nil {
				t.Fatal(err)
			}
			pruned := s.rows()
			if pruned == fresh {
				t.Fatal("nothing was pruned")
			}
			s.change("UPDATE import_states SET reader_version = 0")
			s.imported()
			s.expectRows(pruned)
		})
	}
}

func TestAForgottenSessionIsNotReadAgain(t *testing.T) {
	s, _ := reread(t, aDay())
	plan, err := app.PlanForget(t.Context(), s.db, s.session)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.Forget(t.Context(), s.db, plan, erasure.Options{Progress: func(int64) {}}, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	forgotten := s.rows()
	s.change("UPDATE import_states SET reader_version = 0")
	s.imported()
	s.expectRows(forgotten)
}

// TestAFileThatWasRewrittenInItsMiddleIsReadAgain compares what is stored then with an import of the new file alone.
func TestAFileThatWasRewrittenInItsMiddleIsReadAgain(t *testing.T) {
	const more = `{"type":"user","sessionId":"s1","uuid":"u99","timestamp":"2026-02-02T00:10:00.000Z","message":{"role":"user","content":"And now"}}` + "\n"
	for name, rewrite := range map[string]func(lines []string) []string{
		"a line of the same length": func(lines []string) []string {
			lines[len(lines)/2] = strings.Repeat(" ", len(lines[len(lines)/2])-1) + "\n"
			return lines
		},
		"a line less":              func(lines []string) []string { return slices.Delete(lines, 3, 4) },
		"a line less, others more": func(lines []string) []string { return append(slices.Delete(lines, 3, 4), strings.Repeat(more, 20)) },
	} {
		t.Run(name, func(t *testing.T) {
			s, before := reread(t, aDay())
			content, err := os.ReadFile(s.mainTranscript())
			if err != nil {
				t.Fatal(err)
			}
			changed := strings.Join(rewrite(strings.SplitAfter(string(content), "\n")), "")
			if err := os.WriteFile(s.mainTranscript(), []byte(changed), 0o600); err != nil {
				t.Fatal(err)
			}
			later := time.Now().Add(time.Second)
			if err := os.Chtimes(s.mainTranscript(), later, later); err != nil {
				t.Fatal(err)
			}
			if summary := s.imported(); summary.Rewritten != 1 {
				t.Errorf("%+v", summary)
			}
			got := s.rows()
			s.db = filepath.Join(t.TempDir(), "fresh.db")
			s.imported()
			s.expectRows(got)
			if got == before {
				t.Error("nothing changed")
			}
		})
	}
}

// TestAFileThatIsNewBesideOnesReadAgainLosesNothing has a new file that reports of the same session and is read before the others: what it reported
// is withdrawn with what the earlier reader stored.
func TestAFileThatIsNewBesideOnesReadAgainLosesNothing(t *testing.T) {
	s, _ := reread(t, aDay())
	s.change(earlierReader)
	const line = `{"type":"assistant","sessionId":"s1","uuid":"a98","timestamp":"2026-02-02T00:09:00.000Z","requestId":"req_98","message":{"id":"m98",` +
		`"role":"assistant","model":"claude-sonnet-4-5-20250929","content":[{"type":"text","text":"In between"}],"usage":{"input_tokens":1,"output_tokens":2}}}` + "\n"
	path, before := filepath.Join(s.transcriptFolder(), "-app", "copy.jsonl"), time.Now().Add(-time.Minute)
	if err := errors.Join(os.WriteFile(path, []byte(line), 0o600), os.Chtimes(path, before, before)); err != nil {
		t.Fatal(err)
	}
	s.imported()
	got := s.rows()
	if !strings.Contains(got, "In between") {
		t.Error("the new file is lost")
	}
	s.db = filepath.Join(t.TempDir(), "fresh.db")
	s.imported()
	s.expectRows(got)
}

// TestARunThatFindsSomeFilesOfASessionLeavesItAsItIs reads one of its files alone.
func TestARunThatFindsSomeFilesOfASessionLeavesItAsItIs(t *testing.T) {
	s, fresh := reread(t, aDay())
	s.change(earlierReader + "UPDATE import_states SET session_id = 's1';")
	earlier := s.rows()
	err := app.RunImport(t.Context(), app.Import{
		DB: s.db, Paths: []string{s.mainTranscript()}, Getenv: func(string) string { return "" }, Done: func(importer.Summary) error { return nil },
	}, app.Environment{Folder: s.server.folder, Home: s.server.folder, TempDir: s.server.folder, Stdout: io.Discard, Stderr: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	s.expectRows(earlier)
	if waiting, err := app.ReadByEarlier(t.Context(), s.db); waiting != 3 || err != nil {
		t.Errorf("%d files wait to be read again, %v", waiting, err)
	}
	s.imported()
	s.expectRows(fresh)
}
