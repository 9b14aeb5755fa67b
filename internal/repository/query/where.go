// Package query holds what the repositories of several tables share: conditions, pages of a table in the order of time, and the
// conversion of rows.
package query

import (
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// Where is a condition on the columns of a table. The zero value holds for all rows.
//
// The columns that its methods take are constants of the program: names, or expressions of such.
type Where struct {
	conditions []database.Fragment
}

// And adds a condition with its arguments, in the form of database.SQL.
func (w *Where) And(condition string, args ...any) {
	w.conditions = append(w.conditions, database.SQL(condition, args...))
}

// Clone returns a copy that can grow on its own.
func (w Where) Clone() Where { return Where{conditions: slices.Clone(w.conditions)} }

// SQL returns the condition for a statement.
func (w Where) SQL() database.Fragment {
	if len(w.conditions) == 0 {
		return database.SQL("1 = 1")
	}
	return database.Join(" AND ", w.conditions)
}

// Equal adds that a column holds value, unless value is empty. No index on that column alone is chosen for it over the order of the
// timeline.
func (w *Where) Equal(column, value string) {
	if value != "" {
		w.And("unindexed("+column+") = ?", value)
	}
}

// Owned adds that a column holds value, unless value is empty. An index that begins with the column and goes on with the time serves it.
func (w *Where) Owned(column, value string) {
	if value != "" {
		w.And(column+" = ?", value)
	}
}

// Within adds that the instant in a column lies within bounds. An index on the text of the column serves it, because days sort the same in
// all stored forms of an instant.
func (w *Where) Within(column string, bounds Span) {
	if bounds.Since != "" {
		w.And(column+" >= ?", bounds.Since.Day())
	}
	if bounds.Until != "" {
		w.And(column+" < ?", bounds.Until.Day()+EndOfTime) // no text of that day sorts after its date and the end of time
	}
	w.Inside(column, bounds)
}

// Inside is Within for statements that have another range for the index: SQLite uses one. Only the rows on the day of a bound are compared
// by instant, which takes longer.
func (w *Where) Inside(column string, bounds Span) {
	if bounds.Since != "" {
		w.And("CASE WHEN "+column+" >= ? THEN TRUE ELSE instant_key("+column+") >= ? END", bounds.Since.Day()+EndOfTime, bounds.Since.Key())
	}
	if bounds.Until != "" {
		w.And("CASE WHEN "+column+" < ? THEN TRUE ELSE instant_key("+column+") <= ? END", bounds.Until.Day(), bounds.Until.Key())
	}
}

// likeEscaper makes plain characters of the wildcards of LIKE.
var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Contains adds that a text stands in a column, in upper or lower case.
func (w *Where) Contains(column, text string) {
	w.And("lower(coalesce("+column+`, '')) LIKE ? ESCAPE '\'`, "%"+likeEscaper.Replace(strings.ToLower(text))+"%")
}

// Words adds that each word of text stands in one of the columns, in upper or lower case.
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
