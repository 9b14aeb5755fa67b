package testkit

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
)

// Plan returns the steps by which SQLite runs a statement with numbered arguments, all of them null.
func Plan(t *testing.T, db *sql.DB, statement string) []string {
	t.Helper()
	args := 0
	for strings.Contains(statement, fmt.Sprint("?", args+1)) {
		args++
	}
	rows, err := db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+statement, make([]any, args)...)
	if err != nil {
		t.Fatalf("%v in\n%s", err, statement)
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}
