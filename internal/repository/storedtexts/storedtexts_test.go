package storedtexts_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/storedtexts"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

var traces = model.TextTable{Name: "tool_traces", Columns: []string{"tool_input", "tool_output", "error_message"}}

func TestTextsAreReadPageByPage(t *testing.T) {
	r := storedtexts.New(testkit.OpenDatabase(t, `INSERT INTO tool_traces (rowid, tool_use_id, trace_id, session_id, tool_name, start_time, tool_input, error_message) VALUES
		(-5, 'a', '', 's', 'Bash', '', '{"a":1}', NULL), (3, 'b', '', 's', 'Bash', '', NULL, x'6b0079'), (9, 'c', '', 's', 'Bash', '', 12, '')`))
	var rows []model.TextRow
	for after := int64(-100); ; after = rows[len(rows)-1].Row {
		page, err := r.Page(t.Context(), traces, after, 2)
		if err != nil {
			t.Fatal(err)
		}
		if rows = append(rows, page...); len(page) < 2 {
			break
		}
	}
	want := []model.TextRow{{Row: -5, Texts: []string{`{"a":1}`, "", ""}}, {Row: 3, Texts: []string{"", "", "k\x00y"}}, {Row: 9, Texts: []string{"12", "", ""}}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	if count, err := r.Count(t.Context(), traces); count != 3 || err != nil {
		t.Errorf("%d rows, %v", count, err)
	}
}

// TestColumnsThatAFileLacksAreEmpty reads a new file, which lacks columns that files of other programs have.
func TestColumnsThatAFileLacksAreEmpty(t *testing.T) {
	db := testkit.OpenDatabase(t, "INSERT INTO agent_events (event_id, agent_id, event_type, session_id) VALUES ('e', 'codex', 'tool_call', 's')")
	r := storedtexts.New(db)
	tables, err := r.Tables(t.Context())
	if err != nil || len(tables) != 16 {
		t.Fatalf("%v, %v", tables, err)
	}
	for _, table := range tables {
		page, err := r.Page(t.Context(), table, -1, 10)
		if err != nil || table.Name == "agent_events" && (len(page) != 1 || len(page[0].Texts) != len(table.Columns)) {
			t.Errorf("%s: %v, %v", table.Name, page, err)
		}
	}
}

// otherColumns are the columns of JSON, or of the names of free text, that hold none.
var otherColumns = []string{"import_states.carry"}

// TestEveryColumnOfJSONIsRead fails for a new column of JSON about which nobody decided whether people and agents write into it.
func TestEveryColumnOfJSONIsRead(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	tables, err := storedtexts.New(db).Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	read := slices.Clone(otherColumns)
	for _, table := range tables {
		for _, column := range table.Columns {
			read = append(read, table.Name+"."+column)
		}
	}
	columns, err := database.Select[string](t.Context(), db,
		"SELECT m.name || '.' || c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' AND c.type = 'JSON'")
	if err != nil || len(columns) < 10 {
		t.Fatal(columns, err)
	}
	for _, column := range columns {
		if !slices.Contains(read, column) {
			t.Errorf("%s is not read", column)
		}
	}
}
