package messages_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/background"
	"github.com/htmlgraph/htmlgraph/internal/compression"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/repository/messages"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// png is a picture as far as its first bytes tell.
var png = []byte("\x89PNG\r\n\x1a\n and so on")

// long is a text that is stored compressed.
var long = strings.Repeat("Zeile 列 ", 10_000)

// message is the message of a number, of a session or one of its subagents. Two have one time.
func message(number int, subagent string, parts ...ingest.Part) ingest.Observation {
	return ingest.Observation{Message: &ingest.Message{
		ID: fmt.Sprintf("m%s%d", subagent, number), SessionID: "s", Subagent: subagent, Position: int64(number), Role: model.RoleUser,
		Kind: []model.MessageKind{model.KindPrompt, model.KindAnswer}[number%2], At: model.Instant(fmt.Sprintf("2026-03-18T12:00:0%d.000000", number/2)),
		Source: ingest.SourceTranscript, Parts: parts,
	}}
}

func said(number int, text string) ingest.Part { return ingest.TextPart(number, model.PartText, text) }

func picture(number int) ingest.Part {
	return ingest.Part{Section: model.SectionBody, Number: number, Type: model.PartBlob, Blob: ingest.NewBlob("image/png", png)}
}

// store stores observations as the service does.
func store(t *testing.T, db *database.DB, observations ...ingest.Observation) {
	t.Helper()
	writer := ingest.NewWriter(merge.NewEngine(ingeststore.New(db), ingest.Unpriced{}, time.Now), ingest.WriterOptions{Pack: compression.NewPacker()})
	running := background.New(t.Context(), slog.New(slog.DiscardHandler))
	running.Go("writer", writer.Run)
	results, err := writer.Submit(t.Context(), observations)
	if err != nil {
		t.Fatal(err)
	}
	for i, result := range results {
		if result.Outcome == ingest.Refused {
			t.Fatalf("%d: %+v", i, result)
		}
	}
	if err := running.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// newThreads returns a database with ten messages of a session, in an order that is not that of their times, and two of a subagent.
func newThreads(t *testing.T) *database.DB {
	t.Helper()
	db := testkit.OpenDatabase(t, "")
	for _, number := range []int{7, 0, 1, 9, 8, 2, 4, 3, 6, 5} {
		store(t, db, message(number, "", said(0, fmt.Sprintf("text %d", number)), said(1, long), picture(2)))
	}
	store(t, db, message(0, "sub", said(0, "asked")), message(1, "sub", picture(0)))
	return db
}

func ids(list []model.Message) string {
	var all []string
	for _, m := range list {
		all = append(all, m.ID)
	}
	return strings.Join(all, " ")
}

func TestAThreadIsReadInItsOrder(t *testing.T) {
	r := messages.New(newThreads(t))
	main := model.MessageThread{SessionID: "s"}
	prompts := model.MessageThread{SessionID: "s", Kinds: []model.MessageKind{model.KindPrompt}}
	m4, found, err := r.Message(t.Context(), "s", "m4")
	if err != nil || !found {
		t.Fatal(found, err)
	}
	at := m4.Cursor()
	for name, test := range map[string]struct {
		read func(context.Context, model.MessageThread, *model.MessageCursor, int) ([]model.Message, error)
		in   model.MessageThread
		at   *model.MessageCursor
		want string
	}{
		"from the beginning": {r.After, main, nil, "m0 m1 m2"},
		"to the end":         {r.Before, main, nil, "m7 m8 m9"},
		"behind":             {r.After, main, &at, "m5 m6 m7"},
		"before":             {r.Before, main, &at, "m1 m2 m3"},
		"of a kind":          {r.After, prompts, &at, "m6 m8"},
		"of a subagent":      {r.After, model.MessageThread{SessionID: "s", Subagent: "sub"}, nil, "msub0 msub1"},
		"of another session": {r.After, model.MessageThread{SessionID: "t"}, nil, ""},
	} {
		list, err := test.read(t.Context(), test.in, test.at, 3)
		if got := ids(list); err != nil || got != test.want {
			t.Errorf("%s: %s, %v, want %s", name, got, err, test.want)
		}
	}
	totals, err := r.Totals(t.Context(), main)
	if err != nil || totals != (model.ThreadTotals{Messages: 10, Revision: 10}) {
		t.Error(totals, err)
	}
	if rank, err := r.Rank(t.Context(), prompts, at); err != nil || rank != 2 {
		t.Error(rank, err)
	}
	if steps, err := r.Steps(t.Context(), main, at, nil); err != nil || len(steps) != 6 || steps[0].MessageID != "m4" {
		t.Error(steps, err)
	}
	if _, found, err := r.Message(t.Context(), "t", "m4"); found || err != nil {
		t.Error("it is found in another session", err)
	}
}

func TestALongTextIsReadInPieces(t *testing.T) {
	r := messages.New(newThreads(t))
	parts, err := r.Parts(t.Context(), []string{"m1"}, 100)
	if err != nil || len(parts) != 3 {
		t.Fatal(parts, err)
	}
	if p := parts[0]; p.Text != "text 1" || !p.IsWhole {
		t.Errorf("%+v", p)
	}
	if p := parts[1]; !strings.HasPrefix(long, p.Text) || len(p.Text) < 97 || len(p.Text) > 100 || p.IsWhole || p.Bytes != int64(len(long)) {
		t.Errorf("%+v", p)
	}
	if p := parts[2]; p.Text != "" || !p.IsWhole || p.Blob == nil || p.Blob.MIME != "image/png" || p.Blob.Bytes != int64(len(png)) {
		t.Errorf("%+v", p)
	}
	part, text, found, err := r.Content(t.Context(), parts[1].ID)
	if err != nil || !found {
		t.Fatal(found, err)
	}
	defer text.Close()
	if whole, err := io.ReadAll(text); err != nil || string(whole) != long || part.Bytes != int64(len(long)) {
		t.Errorf("%d bytes, %v", len(whole), err)
	}
	if blob, data, found, err := r.Blob(t.Context(), parts[2].Blob.SHA256); err != nil || !found || string(data) != string(png) || blob.MIME != "image/png" {
		t.Error(blob, found, err)
	}
	if _, _, found, err := r.Content(t.Context(), 1_000_000); found || err != nil {
		t.Error(found, err)
	}
}

// TestDataAreStoredOnce deletes messages that have the same picture: it goes with the last of them.
func TestDataAreStoredOnce(t *testing.T) {
	db := newThreads(t)
	blobs := func() int64 {
		count, err := database.Value[int64](t.Context(), db, "SELECT count(*) FROM blobs")
		if err != nil {
			t.Fatal(err)
		}
		return count
	}
	if got := blobs(); got != 1 {
		t.Fatalf("%d rows", got)
	}
	remove := func(list ...string) {
		err := ingeststore.New(db).InTransaction(t.Context(), func(ctx context.Context, tx ingest.Transaction) error {
			return tx.Write(ctx, &ingest.Changes{Deleted: ingest.Deletions{Messages: list}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for number := range 10 {
		remove(fmt.Sprintf("m%d", number))
	}
	if got := blobs(); got != 1 {
		t.Errorf("%d rows while a part has it", got)
	}
	remove("msub0", "msub1")
	if got := blobs(); got != 0 {
		t.Errorf("%d rows without a part", got)
	}
	for _, table := range []string{"messages", "parts"} {
		if count, err := database.Value[int64](t.Context(), db, "SELECT count(*) FROM "+table); err != nil || count != 0 {
			t.Errorf("%d %s, %v", count, table, err)
		}
	}
}

func TestLongTextsAreRewritten(t *testing.T) {
	db := newThreads(t)
	texts := messages.NewLongTexts(db, compression.NewPacker())
	count := 0
	change := func(text []byte) []byte {
		count++
		return []byte(strings.ReplaceAll(string(text), "Zeile", "line"))
	}
	if err := texts.Rewrite(t.Context(), true, change); err != nil || count != 10 {
		t.Fatal(count, err)
	}
	read := func() string {
		parts, err := messages.New(db).Parts(t.Context(), []string{"m3"}, len(long))
		if err != nil {
			t.Fatal(err)
		}
		return parts[1].Text
	}
	if read() != long {
		t.Error("a dry run changed a text")
	}
	if err := texts.Rewrite(t.Context(), false, change); err != nil {
		t.Fatal(err)
	}
	if read() != strings.ReplaceAll(long, "Zeile", "line") {
		t.Error("a text was not changed")
	}
	if err := texts.Rewrite(t.Context(), false, func([]byte) []byte { return []byte("short") }); err != nil || read() != "short" {
		t.Error(read(), err)
	}
}

// recorder is a database.Hook that keeps the text of each statement.
type recorder struct {
	mu         sync.Mutex
	statements map[string]bool
}

// Ran keeps the statement.
func (r *recorder) Ran(_ context.Context, statement string, _ error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.statements[statement] = true
}

var (
	// wholeTable is the step of a plan that reads all rows, and sorting one that sorts them.
	wholeTable = regexp.MustCompile(`^SCAN [a-z]+$`)
	sorting    = regexp.MustCompile(`TEMP B-TREE`)
)

// TestEveryStatementIsServedByAnIndex looks at the plans of the statements that read messages: none reads a whole table or sorts more than the parts of a
// window.
func TestEveryStatementIsServedByAnIndex(t *testing.T) {
	path, record := filepath.Join(t.TempDir(), "x.db"), &recorder{statements: map[string]bool{}}
	db, err := database.Open(t.Context(), database.Options{Path: path, Hook: record})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r, thread := messages.New(db), model.MessageThread{SessionID: "s", Kinds: []model.MessageKind{model.KindPrompt}}
	at := model.MessageCursor{SessionID: "s", At: "2026-03-18T12:00:00.000000", ID: "m"}
	record.statements = map[string]bool{}
	for _, in := range []model.MessageThread{thread, {SessionID: "s"}} {
		for _, read := range []func() error{
			func() error { _, err := r.After(t.Context(), in, &at, 10); return err },
			func() error { _, err := r.After(t.Context(), in, nil, 10); return err },
			func() error { _, err := r.Before(t.Context(), in, &at, 10); return err },
			func() error { _, err := r.Before(t.Context(), in, nil, 10); return err },
			func() error { _, err := r.Totals(t.Context(), in); return err },
			func() error { _, err := r.Rank(t.Context(), in, at); return err },
			func() error { _, err := r.Steps(t.Context(), in, at, &at); return err },
			func() error { _, _, err := r.Message(t.Context(), "s", "m"); return err },
			func() error { _, err := r.HasSession(t.Context(), "s"); return err },
			func() error { _, err := r.Parts(t.Context(), []string{"m"}, 10); return err },
			func() error { _, _, _, err := r.Content(t.Context(), 1); return err },
			func() error { _, _, _, err := r.Blob(t.Context(), "x"); return err },
			func() error { _, err := r.WithoutMessage(t.Context(), 1, 10); return err },
		} {
			if err := read(); err != nil {
				t.Fatal(err)
			}
		}
	}
	plain, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	looked := 0
	for statement := range record.statements {
		if !strings.HasPrefix(statement, "SELECT") {
			continue
		}
		looked++
		for _, step := range testkit.Plan(t, plain, statement) {
			isOfWindow := strings.Contains(statement, "FROM parts") || strings.Contains(statement, "row")
			if wholeTable.MatchString(step) || sorting.MatchString(step) && !isOfWindow {
				t.Errorf("%s in\n%s", step, statement)
			}
		}
	}
	if looked < 15 {
		t.Errorf("only %d statements were looked at", looked)
	}
}
