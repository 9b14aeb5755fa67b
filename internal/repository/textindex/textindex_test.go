package textindex_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/background"
	"github.com/htmlgraph/htmlgraph/internal/compression"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/repository/textindex"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
	"github.com/htmlgraph/htmlgraph/internal/words"
)

// message is a message with a text.
func message(id, text string) ingest.Observation {
	return ingest.Observation{Message: &ingest.Message{
		ID: id, SessionID: "s", Role: model.RoleUser, Kind: model.KindPrompt, At: "2026-03-18T12:00:00.000000", Source: ingest.SourceTranscript,
		Parts: []ingest.Part{ingest.TextPart(0, model.PartText, text)},
	}}
}

// store stores observations as the service does.
func store(t *testing.T, db *database.DB, observations ...ingest.Observation) {
	t.Helper()
	writer := ingest.NewWriter(merge.NewEngine(ingeststore.New(db), ingest.Unpriced{}, time.Now), ingest.WriterOptions{Pack: compression.NewPacker()})
	running := background.New(t.Context(), slog.New(slog.DiscardHandler))
	running.Go("writer", writer.Run)
	if _, err := writer.Submit(t.Context(), observations); err != nil {
		t.Fatal(err)
	}
	if err := running.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// found returns the messages that have the words of a term.
func found(t *testing.T, db *database.DB, term string) string {
	t.Helper()
	matches, err := textindex.New(db).Matches(t.Context(), words.Cut(term, false), nil, 100)
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]string, len(matches))
	for i, m := range matches {
		ids[i] = m.MessageID
	}
	return strings.Join(ids, " ")
}

func expect(t *testing.T, db *database.DB, term, want string) {
	t.Helper()
	if got := found(t, db, term); got != want {
		t.Errorf("%q is in %q, want %q", term, got, want)
	}
}

// fill indexes all that is missing, a little at a time, and returns how many parts it looked at.
func fill(t *testing.T, db *database.DB) int {
	t.Helper()
	total := 0
	for {
		looked, err := textindex.New(db).Fill(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if looked == 0 {
			return total
		}
		total += looked
	}
}

func missing(t *testing.T, db *database.DB) int64 {
	t.Helper()
	state, err := textindex.New(db).Progress(t.Context())
	if err != nil || !state.HasIndex {
		t.Fatalf("%+v, %v", state, err)
	}
	return state.Missing
}

func TestWhatIsStoredIsIndexedWithIt(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	long := strings.Repeat("filler ", 5000) + strings.Repeat("middle ", 20_000) + " ending"
	store(t, db, message("a", "Why does parseRetryAfter fail?"), message("b", long), message("c", "悬空指针"))
	for term, want := range map[string]string{
		"retry": "a", "parseretryafter": "a", "WHY does": "a", "does why": "", "filler": "b", "ending": "b", "空指": "c",
	} {
		expect(t, db, term, want)
	}
	expect(t, db, "指", "c")
	if n := missing(t, db); n != 0 {
		t.Errorf("%d parts are missing", n)
	}
}

func TestWhatIsChangedOrDeletedIsFoundNoMore(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	store(t, db, message("a", "first"), message("b", "second"))
	store(t, db, message("a", "first and third"))
	expect(t, db, "third", "a")
	expect(t, db, "first", "a")
	testkit.Execute(t, db, "UPDATE parts SET text = 'fourth' WHERE message_id = 'a'; DELETE FROM parts WHERE message_id = 'b'")
	for _, word := range []string{"first", "second", "third", "fourth"} {
		expect(t, db, word, "")
	}
	if n := missing(t, db); n != 1 {
		t.Errorf("%d parts are missing, want the one that changed", n)
	}
	fill(t, db)
	expect(t, db, "fourth", "a")
	if n := missing(t, db); n != 0 {
		t.Errorf("%d parts are missing", n)
	}
	store(t, db, message("c", "fifth")) // which takes the number of a part that was deleted
	expect(t, db, "fifth", "c")
	expect(t, db, "second", "")
}

func TestWhatWasStoredWithoutTheIndexIsIndexedLater(t *testing.T) {
	var script strings.Builder
	for i := range 300 {
		fmt.Fprintf(&script, `INSERT INTO messages (message_id, session_id, subagent, timestamp, position, role, kind, source, witnessed, revision)
			VALUES ('m%[1]d', 's', '', '2026-03-18T12:00:%02[2]d', %[1]d, 'user', 'prompt', 'transcript', 0, 1);
			INSERT INTO parts (message_id, section, number, type, source, cut, bytes, digest, text) VALUES ('m%[1]d', 'body', 0, 'text', 'transcript', 0, 9, 1, 'word%[1]d');`, i, i%60)
	}
	db := testkit.OpenDatabase(t, script.String())
	if n := missing(t, db); n != 300 {
		t.Errorf("%d parts are missing", n)
	}
	store(t, db, message("new", "word999"))
	expect(t, db, "word999", "new")
	if looked := fill(t, db); looked < 300 {
		t.Errorf("it looked at %d parts", looked)
	}
	expect(t, db, "word0", "m0")
	expect(t, db, "word299", "m299")
	if n, looked := missing(t, db), fill(t, db); n != 0 || looked != 0 {
		t.Errorf("%d parts are missing, and it looked at %d again", n, looked)
	}
	for range 20 {
		if more, err := textindex.New(db).Merge(t.Context(), 100); err != nil || !more {
			return
		}
	}
	t.Error("the merge has no end")
}
