package repository

import (
	"slices"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// where is a condition on the columns of a table, empty for all rows.
type where struct {
	conditions []string
	args       []any
}

func (w *where) and(condition string, args ...any) {
	w.conditions = append(w.conditions, condition)
	w.args = append(w.args, args...)
}

func (w where) clone() where {
	return where{conditions: slices.Clone(w.conditions), args: slices.Clone(w.args)}
}

func (w where) sql() schema.QueryWithArgs {
	if len(w.conditions) == 0 {
		return bun.SafeQuery("1 = 1")
	}
	return bun.SafeQuery(strings.Join(w.conditions, " AND "), w.args...)
}

// equal adds that column holds value, unless value is empty. The column stands in an
// expression, so that no index on it alone is chosen over the order of the timeline.
func (w *where) equal(column, value string) {
	if value != "" {
		w.and(column+" || '' = ?", value)
	}
}

// owned adds that column holds value, unless value is empty; an index that leads with the
// column and goes on with the time serves it.
func (w *where) owned(column, value string) {
	if value != "" {
		w.and(column+" = ?", value)
	}
}

// within adds that the instant in a column lies within bounds; an index on the text of the column serves it.
func (w *where) within(column string, bounds span) {
	if bounds.since != "" {
		w.and(column+" >= ? AND "+database.InstantKey(column)+" >= ?", bounds.since.Day(), bounds.since.Key())
	}
	if bounds.until != "" {
		// No text of that day comes after its date and the end of time.
		w.and(column+" < ? AND "+database.InstantKey(column)+" <= ?", bounds.until.Day()+endOfTime, bounds.until.Key())
	}
}

// likeEscaper makes the wildcards of LIKE plain characters.
var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// words adds that each word of text stands in one of the columns, in any case of letters.
func (w *where) words(text string, columns ...string) {
	for _, word := range strings.Fields(strings.ToLower(text)) {
		pattern := "%" + likeEscaper.Replace(word) + "%"
		var alternatives []string
		var args []any
		for _, column := range columns {
			alternatives = append(alternatives, "lower(coalesce("+column+`, '')) LIKE ? ESCAPE '\'`)
			args = append(args, pattern)
		}
		w.and("("+strings.Join(alternatives, " OR ")+")", args...)
	}
}
