package app_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// playedTables are the tables that the session goes to, and the columns that may differ: when a row was written, and which source
// reported a request first.
var playedTables = []struct{ name, key, without string }{
	{"agent_events", "event_id", "created_at updated_at rowid"},
	{"sessions", "session_id", "rowid"},
	{"cost_events", "event_id", "created_at rowid"},
	{"tool_traces", "tool_use_id", "created_at rowid"},
	{"ingest_usages", "cost_id", "source"},
	{"ingest_subagents", "event_id", ""},
	{"messages", "message_id", "revision"},
}

// rows returns the contents of the tables: a line for each column of each row that is not null.
func (s *stage) rows(t *testing.T) []string {
	t.Helper()
	var lines []string
	for _, table := range playedTables {
		for _, row := range s.query(t, "SELECT * FROM "+table.name+" ORDER BY "+table.key) {
			for column, value := range row {
				if value != "" && !slices.Contains(strings.Fields(table.without), column) {
					lines = append(lines, fmt.Sprintf("%s %s %s: %s", table.name, row[table.key], column, value))
				}
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// diffRows returns the lines that are in only one of two lists.
func diffRows(want, got []string) string {
	var lines []string
	for _, line := range want {
		if !slices.Contains(got, line) {
			lines = append(lines, "- "+line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			lines = append(lines, "+ "+line)
		}
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[2:], b[2:]) })
	return strings.Join(lines, "\n")
}

// query returns the rows of a statement. Each value is text, "" for null.
func (s *stage) query(t *testing.T, statement string) []map[string]string {
	t.Helper()
	all, err := database.SelectFunc(t.Context(), s.service.DB, func(found *sql.Rows, row *map[string]string) error {
		columns, err := found.Columns()
		if err != nil {
			return err
		}
		values, targets := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := found.Scan(targets...); err != nil {
			return err
		}
		*row = map[string]string{}
		for i, column := range columns {
			(*row)[column] = values[i].String
		}
		return nil
	}, statement)
	if err != nil {
		t.Fatal(statement, err)
	}
	return all
}

func (s *stage) queryValue(t *testing.T, statement string) string {
	t.Helper()
	return s.query(t, "SELECT "+statement+" AS answer")[0]["answer"]
}
