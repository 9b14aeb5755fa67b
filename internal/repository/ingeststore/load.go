package ingeststore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Columns reports which of the columns that not every file has are there.
func (t *transaction) Columns(ctx context.Context) (ingest.Columns, error) {
	if t.columns != nil {
		return *t.columns, nil
	}
	found, err := database.FindColumnKinds(ctx, t.tx, database.Pairs{eventInput, eventSource, sessionModel, traceInput, traceOutput})
	if err != nil {
		return ingest.Columns{}, fmt.Errorf("read the columns: %w", err)
	}
	has := func(column [2]string) bool { _, ok := found[column]; return ok }
	t.columns = &ingest.Columns{EventToolInput: has(eventInput), EventSource: has(eventSource), SessionModel: has(sessionModel)}
	t.numeric = map[[2]string]bool{}
	for _, column := range [][2]string{eventInput, traceInput, traceOutput} {
		t.numeric[column] = found[column].MakesNumbers()
	}
	return *t.columns, nil
}

// Columns that not every file has, and the columns for texts of calls, which in files of other programs and of earlier releases make numbers of
// texts that look like these.
var (
	eventInput   = [2]string{"agent_events", "tool_input"}
	eventSource  = [2]string{"agent_events", "source"}
	sessionModel = [2]string{"sessions", "model"}
	traceInput   = [2]string{"tool_traces", "tool_input"}
	traceOutput  = [2]string{"tool_traces", "tool_output"}
)

// text selects columns as text, "" for null.
func text(columns ...string) string {
	parts := make([]string, len(columns))
	for i, column := range columns {
		parts[i] = "coalesce(as_text(" + column + "), '')"
	}
	return strings.Join(parts, ", ")
}

// exactText selects a column for texts of calls as the text that was stored, "" for null.
func exactText(column [2]string, row, key string) string {
	return "coalesce(" + query.ExactText(column[0], column[1], row, key) + ", '')"
}

// optional selects a text that not every file has.
func optional(isThere bool, expression string) string {
	if isThere {
		return expression
	}
	return "''"
}

// rowsOf runs a statement and returns its rows.
func rowsOf[Row any](ctx context.Context, t *transaction, what string, scan func(*sql.Rows, *Row) error, statement string, args database.Args) ([]*Row, error) {
	rows, err := database.SelectFunc(ctx, t.tx, func(rows *sql.Rows, row **Row) error {
		*row = new(Row)
		return scan(rows, *row)
	}, statement, args)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	return rows, nil
}

// group names rows of a table by something else than their keys: keys is the statement that selects the keys, and list its argument, of
// the given name.
type group struct {
	name string
	list any
	keys string
}

// inGroup returns the rows that a list of texts names, nothing for an empty one.
func inGroup(name string, list []string, keys string) group {
	if len(list) == 0 {
		return group{}
	}
	return group{name, list, keys}
}

// at returns the rows that moments name, as pairs of a session and a time.
func at(moments []ingest.Moment) database.Pairs {
	pairs := make(database.Pairs, len(moments))
	for i, moment := range moments {
		pairs[i] = [2]string{moment.SessionID, string(moment.At)}
	}
	return pairs
}

// among returns the condition that key is one of ids, or in one of the groups, and the arguments for it; "" where all lists are empty.
func among(key string, ids []string, groups ...group) (condition string, args database.Args) {
	args = database.Args{}
	var conditions, selects []string
	if len(ids) > 0 {
		args["ids"] = ids
		conditions = append(conditions, "any_of("+key+", :ids)")
	}
	for _, g := range groups {
		if g.list != nil {
			args[g.name] = g.list
			selects = append(selects, g.keys)
		}
	}
	if len(selects) > 0 {
		conditions = append(conditions, key+" IN ("+strings.Join(selects, "\nUNION ")+")")
	}
	return strings.Join(conditions, " OR "), args
}
