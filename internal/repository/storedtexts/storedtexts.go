// Package storedtexts reads and replaces the free texts in all tables.
package storedtexts

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Repository reads and replaces texts.
type Repository struct{ db *database.DB }

// New returns the repository in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// tables returns the columns with texts of people and agents. Ids, names of tools and models, and statuses are not free texts.
func tables() []model.TextTable {
	return []model.TextTable{
		{Name: "agent_events", Columns: []string{"input_summary", "output_summary", "context", "tool_input"}},
		{Name: "tool_traces", Columns: []string{"tool_input", "tool_output", "error_message"}},
		{Name: "parts", Columns: []string{"text", "meta"}},
		{Name: "sessions", Columns: []string{
			"transcript_path", "features_worked_on", "metadata", "last_user_query", "handoff_notes", "recommended_next", "blockers", "recommended_context",
		}},
		{Name: "live_events", Columns: []string{"event_data"}},
		{Name: "cost_events", Columns: []string{"message"}},
		{Name: "ingest_aliases", Columns: []string{"text"}},
		{Name: "ingest_exact_texts", Columns: []string{"text"}},
		{Name: "features", Columns: []string{"title", "description", "tags", "metadata"}},
		{Name: "tracks", Columns: []string{"title", "description", "features", "metadata"}},
		{Name: "agent_collaboration", Columns: []string{"reason", "context", "result"}},
		{Name: "event_log_archive", Columns: []string{"summary"}},
		{Name: "graph_edges", Columns: []string{"metadata"}},
		{Name: "offline_events", Columns: []string{"payload"}},
		{Name: "conflict_log", Columns: []string{"resolution"}},
		{Name: "sync_operations", Columns: []string{"conflicts", "message"}},
	}
}

// Tables returns the tables with the columns that this file has.
func (r *Repository) Tables(ctx context.Context) ([]model.TextTable, error) {
	var wanted database.Pairs
	for _, t := range tables() {
		for _, column := range t.Columns {
			wanted = append(wanted, [2]string{t.Name, column})
		}
	}
	has, err := database.FindColumns(ctx, r.db, wanted)
	if err != nil {
		return nil, fmt.Errorf("list the columns of texts: %w", err)
	}
	var list []model.TextTable
	for _, t := range tables() {
		found := model.TextTable{Name: t.Name}
		for _, column := range t.Columns {
			if has[[2]string{t.Name, column}] {
				found.Columns = append(found.Columns, column)
			}
		}
		if len(found.Columns) > 0 {
			list = append(list, found)
		}
	}
	return list, nil
}

// Count returns the number of rows in a table.
func (r *Repository) Count(ctx context.Context, t model.TextTable) (int64, error) {
	count, err := database.Value[int64](ctx, r.db, "SELECT count(*) FROM ?", database.SQL(t.Name))
	if err != nil {
		return 0, fmt.Errorf("count the rows of %s: %w", t.Name, err)
	}
	return count, nil
}

// Page returns up to limit rows after a row, in the order of the table.
func (r *Repository) Page(ctx context.Context, t model.TextTable, after int64, limit int) ([]model.TextRow, error) {
	texts := make([]database.Fragment, len(t.Columns))
	for i, column := range t.Columns {
		texts[i] = database.SQL("coalesce(as_text(?), '')", database.SQL(column))
	}
	scan := func(rows *sql.Rows, row *model.TextRow) error {
		row.Texts = make([]string, len(t.Columns))
		into := []any{&row.Row}
		for i := range row.Texts {
			into = append(into, &row.Texts[i])
		}
		return rows.Scan(into...)
	}
	page, err := database.SelectFunc(ctx, r.db, scan, "SELECT row_key(:table), :texts FROM :table WHERE row_key(:table) > :after ORDER BY row_key(:table) LIMIT :limit",
		database.Args{"table": database.SQL(t.Name), "texts": database.Join(", ", texts), "after": after, "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("read the texts of %s: %w", t.Name, err)
	}
	return page, nil
}

// Replace makes changes in one transaction. It skips texts that another process changed meanwhile.
func (r *Repository) Replace(ctx context.Context, t model.TextTable, changes []model.TextChange) error {
	err := r.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		for _, c := range changes {
			_, err := database.Exec(ctx, tx, "UPDATE :table SET :column = :new WHERE row_key(:table) = :row AND as_text(:column) = :old",
				database.Args{"table": database.SQL(t.Name), "column": database.SQL(c.Column), "new": c.New, "old": c.Old, "row": c.Row})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("replace texts of %s: %w", t.Name, err)
	}
	return nil
}
