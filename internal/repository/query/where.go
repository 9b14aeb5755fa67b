// Package query holds what the repositories of several tables share: conditions, pages of a table in the order of time, and the
// values that rows become.
package query

import (
	"slices"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// Where is a condition on the columns of a table, empty for all rows.
type Where struct {
	conditions []string
	args       []any
}

func (w *Where) And(condition string, args ...any) {
	w.conditions = append(w.conditions, condition)
	w.args = append(w.args, args...)
}

func (w Where) Clone() Where {
	return Where{conditions: slices.Clone(w.conditions), args: slices.Clone(w.args)}
}

func (w Where) SQL() schema.QueryWithArgs {
	if len(w.conditions) == 0 {
		return bun.SafeQuery("1 = 1")
	}
	return bun.SafeQuery(strings.Join(w.conditions, " AND "), w.args...)
}

// Equal adds that column holds value, unless value is empty. The column stands in an
// expression, so that no index on it alone is chosen over the order of the timeline.
func (w *Where) Equal(column, value string) {
	if value != "" {
		w.And(column+" || '' = ?", value)
	}
}

// Owned adds that column holds value, unless value is empty; an index that leads with the
// column and goes on with the time serves it.
func (w *Where) Owned(column, value string) {
	if value != "" {
		w.And(column+" = ?", value)
	}
}

// Within adds that the instant in a column lies within bounds; an index on the text of the column serves it.
func (w *Where) Within(column string, bounds Span) {
	if bounds.Since != "" {
		w.And(column+" >= ? AND "+database.InstantKey(column)+" >= ?", bounds.Since.Day(), bounds.Since.Key())
	}
	if bounds.Until != "" {
		// No text of that day comes after its date and the end of time.
		w.And(column+" < ? AND "+database.InstantKey(column)+" <= ?", bounds.Until.Day()+EndOfTime, bounds.Until.Key())
	}
}

// likeEscaper makes the wildcards of LIKE plain characters.
var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Words adds that each word of text stands in one of the columns, in any case of letters.
func (w *Where) Words(text string, columns ...string) {
	for _, word := range strings.Fields(strings.ToLower(text)) {
		pattern := "%" + likeEscaper.Replace(word) + "%"
		var alternatives []string
		var args []any
		for _, column := range columns {
			alternatives = append(alternatives, "lower(coalesce("+column+`, '')) LIKE ? ESCAPE '\'`)
			args = append(args, pattern)
		}
		w.And("("+strings.Join(alternatives, " OR ")+")", args...)
	}
}
