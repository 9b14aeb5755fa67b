package database

import (
	"maps"
	"strconv"
	"strings"
)

// Fragment is SQL text with the arguments of its placeholders: a statement or a part of one.
type Fragment struct {
	text string
	// texts are the texts by the name of the dialect, for a statement that differs as a whole.
	texts map[string]string
	args  []any
}

// Args are the arguments of a text with named placeholders.
type Args map[string]any

// With returns the arguments with others beside them; a name that is in both has the other value.
func (a Args) With(other Args) Args {
	all := maps.Clone(a)
	maps.Copy(all, other)
	return all
}

// SQL returns a statement, or a part of one. Arguments are bound: the database receives them beside the text, never in it.
//
// A placeholder in text is "?" for the next argument, or ":name" where the only argument is an Args. An argument that is a Fragment takes
// the place of its placeholder. A slice of strings or integers is one argument, for any_of.
//
// text may call the portable functions of the package, such as instant_key(timestamp), which the Dialect expands; functions.go lists
// them. It must be a constant of the program, or be made of such constants alone.
func SQL(text string, args ...any) Fragment { return Fragment{text: text, args: args} }

// Number returns a number that stands in the text of the statement. It is for LIMIT and OFFSET: a database plans a statement before its
// arguments are bound, and a short page is worth another plan than all rows.
func Number(n int) Fragment { return SQL(strconv.Itoa(n)) }

// PerDialect returns a statement that differs as a whole between database systems: texts are by the name of the dialect. A dialect
// without a text is an error where the statement runs.
func PerDialect(texts map[string]string, args ...any) Fragment {
	return Fragment{texts: texts, args: args}
}

// Join returns parts as one, with separator between them.
func Join(separator string, parts []Fragment) Fragment {
	args := make([]any, len(parts))
	for i, part := range parts {
		args[i] = part
	}
	return Fragment{text: strings.TrimSuffix(strings.Repeat("?"+separator, len(parts)), separator), args: args}
}

// Values returns rows of constants, for INSERT or for a common table expression; rows must not be empty and have equally many values.
func Values(rows [][]any) Fragment {
	row := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(rows[0])), ", ") + ")"
	args := make([]any, 0, len(rows)*len(rows[0]))
	for _, values := range rows {
		args = append(args, values...)
	}
	return Fragment{text: "VALUES " + strings.TrimSuffix(strings.Repeat(row+", ", len(rows)), ", "), args: args}
}
