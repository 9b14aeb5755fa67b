package ingeststore_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// earlierTraces declares the texts of calls as the Python program and earlier releases did.
const earlierTraces = `DROP TABLE tool_traces; CREATE TABLE tool_traces (
	tool_use_id TEXT PRIMARY KEY, trace_id TEXT NOT NULL, session_id TEXT NOT NULL, tool_name TEXT NOT NULL, tool_input JSON, tool_output JSON, start_time TIMESTAMP NOT NULL,
	end_time TIMESTAMP, duration_ms INTEGER, status TEXT NOT NULL DEFAULT 'started', error_message TEXT, parent_tool_use_id TEXT, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
	ALTER TABLE agent_events ADD COLUMN tool_input JSON;`

// likeNumbers are texts of tools that look like numbers: hashes, numbers of versions, counts of wc.
var likeNumbers = []string{"5e94821", "0012345", "1.10", "12345678901234567890", "     465", "1e3", "465\n", "-0", "+1", ".5", "5.", "1E400", "12345", "0", "-7"}

// textOf is a query of what the program reads of a column.
func textOf(column string) string {
	return "SELECT " + query.ExactText("tool_traces", column, "", "tool_use_id") + " FROM tool_traces WHERE tool_use_id = 'u'"
}

func resultOf(output string) ingest.Observation {
	return event(ingest.Event{ID: "e", ToolUseID: "u", ToolName: "Bash", Input: output, Output: output, Status: ingest.StatusCompleted})
}

func TestATextThatLooksLikeANumberIsReturnedAsItWas(t *testing.T) {
	for file, script := range map[string]string{"new": "", "old": earlierTraces} {
		for _, text := range likeNumbers {
			t.Run(file+" "+text, func(t *testing.T) {
				db := testkit.OpenDatabase(t, script)
				r := newIngest(t, db)
				keep(t, r, resultOf(text))
				for _, column := range []string{"tool_input", "tool_output"} {
					if got := dump(t, db, textOf(column)); got != text {
						t.Errorf("%s is %q", column, got)
					}
				}
				if got := keep(t, r, resultOf(text)); got[0] != ingest.Unchanged {
					t.Errorf("the same again: %v", got)
				}
				if stored := dump(t, db, "SELECT count(*) FROM ingest_exact_texts"); file == "new" && stored != "0" {
					t.Errorf("%s texts are stored twice", stored)
				}
			})
		}
	}
}

// TestANumberThatWasMadeOfATextIsReplacedByTheText: an earlier release stored the text; a source reports it again, among others.
func TestANumberThatWasMadeOfATextIsReplacedByTheText(t *testing.T) {
	for _, text := range likeNumbers {
		t.Run(text, func(t *testing.T) {
			db := testkit.OpenDatabase(t, earlierTraces)
			r := newIngest(t, db)
			keep(t, r, resultOf(text))
			testkit.Execute(t, db, "DELETE FROM ingest_exact_texts")
			keep(t, r, event(ingest.Event{ID: "e", ToolUseID: "u", Error: "late"}))
			keep(t, r, resultOf(text))
			if got := dump(t, db, textOf("tool_output")); got != text {
				t.Errorf("it is %q", got)
			}
		})
	}
}

// TestTheLongerOfTwoTextsIsKeptThoughOneIsANumber reports both in both orders, together and one after the other.
func TestTheLongerOfTwoTextsIsKeptThoughOneIsANumber(t *testing.T) {
	reports := []ingest.Observation{resultOf("0012345"), resultOf("0012345\nand a second line")}
	for _, backwards := range []bool{false, true} {
		if backwards {
			slices.Reverse(reports)
		}
		for _, together := range []bool{false, true} {
			db := testkit.OpenDatabase(t, earlierTraces)
			r := newIngest(t, db)
			if together {
				keep(t, r, reports...)
			} else {
				keep(t, r, reports[0])
				keep(t, r, reports[1])
			}
			if got := dump(t, db, textOf("tool_output")); !strings.HasSuffix(got, "second line") {
				t.Errorf("it is %q", got)
			}
		}
	}
}

// TestATextOfAnotherProgramIsNotHidden: the exact text counts only for the number that was made of it.
func TestATextOfAnotherProgramIsNotHidden(t *testing.T) {
	db := testkit.OpenDatabase(t, earlierTraces)
	keep(t, newIngest(t, db), resultOf("0012345"))
	for _, other := range []string{"77", "'another'"} {
		testkit.Execute(t, db, "UPDATE tool_traces SET tool_output = "+other)
		if got := dump(t, db, textOf("tool_output")); got != strings.Trim(other, "'") {
			t.Errorf("it is %q, not %s", got, other)
		}
	}
}

// TestTheInputOfAnEventIsReturnedAsItWas: a tool may be called with a bare number, and the list of events shows what it was called with.
func TestTheInputOfAnEventIsReturnedAsItWas(t *testing.T) {
	for _, input := range []string{"12345678901234567890", "1.10", "5e94821"} {
		path := filepath.Join(t.TempDir(), "h.db")
		db := openFile(t, path)
		testkit.Execute(t, db, earlierTraces)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		db = openFile(t, path) // which knows the new column
		r := newIngest(t, db)
		keep(t, r, event(ingest.Event{ID: "e", ToolUseID: "u", ToolInput: raw(input)}))
		if got := keep(t, r, event(ingest.Event{ID: "e", ToolUseID: "u", ToolInput: raw(input)})); got[0] != ingest.Unchanged {
			t.Errorf("%s again: %v", input, got)
		}
		detail, found, err := events.New(db).Get(t.Context(), "e")
		if err != nil || !found || detail.ToolInput == nil || *detail.ToolInput != input {
			t.Errorf("it is %+v, not %s; %v", detail, input, err)
		}
	}
}

func openFile(t *testing.T, path string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// TestOnlyTextsThatAreLostAreStoredTwice: nearly all texts stay where they are.
func TestOnlyTextsThatAreLostAreStoredTwice(t *testing.T) {
	db := testkit.OpenDatabase(t, earlierTraces)
	r := newIngest(t, db)
	for i, text := range []string{"ok", `{"a":1}`, "12345", "v1.10", "5e94821 and more", "0012345"} {
		keep(t, r, event(ingest.Event{ID: fmt.Sprint("e", i), ToolUseID: fmt.Sprint("u", i), Output: text}))
	}
	keys, err := database.Select[string](t.Context(), db, "SELECT text_key FROM ingest_exact_texts")
	if want := []string{"tool_traces.tool_output:u5"}; err != nil || !slices.Equal(keys, want) {
		t.Errorf("%v, want %v; %v", keys, want, err)
	}
}
