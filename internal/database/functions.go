package database

import "strings"

// functions are what statements may call in every database: a Dialect expands each call. No database has functions of these names.
//
//	as_text(x)               a column as the text that is stored, also one of a date type
//	as_integer(x)            a number without fraction, of whatever an old file holds in the place of a number
//	as_number(x)             a floating point number, likewise; sums of these never overflow
//	is_number(x)             whether the value is a number
//	is_true(x)               whether the value is true, in any form that was ever stored
//	instant_key(x)           the text whose order is the order of instants: the rule of model.Instant.Key
//	is_dated(x)              whether the value begins with a day of the calendar; false for null
//	json_text(x, 'member')   a text in the JSON object that a column holds as text, null if it has none
//	json_number(x, 'member') a number, likewise
//	row_key(table)           the number of a row, which grows in the order in which rows are stored
//	row_key_column(table)    the column of that number, to be named where a row is inserted with it
//	pairs_of(?)              a table of a list of Pairs, with the text columns a and b; it stands in a FROM clause and needs an alias
//	any_of(x, ?)             whether the value is in a list; the argument is a slice
//	insert_into(table)       the beginning of a statement that inserts several rows in a transaction, which is rolled back if the statement
//	                         fails: the rows before the one that fails need not be removed one by one
//	unindexed(x)             the value of a column in such a form that no index on it alone is chosen
//	listed_text(x)           a column as a list contains it: of a text that is longer than listedText characters only its beginning
//	listed_name(x)           a column with a name, likewise, with listedName characters
//	listed_object(x, 'a b')  a column with a JSON object as a list contains it: of one that is longer than listedText bytes only these
//	                         members, as far as they are texts or numbers
//	bytes_of(x)              the length of a column in bytes, 0 for null; a long text is not read for it
var functions = map[string]function{
	"as_text":        {1, func(d Dialect, args []string) string { return d.Text(args[0]) }},
	"as_integer":     {1, func(d Dialect, args []string) string { return d.Integer(args[0]) }},
	"as_number":      {1, func(d Dialect, args []string) string { return d.Number(args[0]) }},
	"is_number":      {1, func(d Dialect, args []string) string { return d.IsNumber(args[0]) }},
	"is_true":        {1, func(d Dialect, args []string) string { return d.IsTrue(args[0]) }},
	"instant_key":    {1, func(d Dialect, args []string) string { return d.InstantKey(args[0]) }},
	"is_dated":       {1, func(d Dialect, args []string) string { return d.IsDated(args[0]) }},
	"json_text":      {2, func(d Dialect, args []string) string { return d.JSONText(args[0], member(args[1])) }},
	"json_number":    {2, func(d Dialect, args []string) string { return d.JSONNumber(args[0], member(args[1])) }},
	"row_key":        {1, func(d Dialect, args []string) string { return d.RowKey(args[0]) }},
	"row_key_column": {1, func(d Dialect, args []string) string { return d.RowKeyColumn(args[0]) }},
	"pairs_of":       {1, func(d Dialect, args []string) string { return d.PairsOf(args[0]) }},
	"any_of":         {2, func(d Dialect, args []string) string { return d.AnyOf(args[0], args[1]) }},
	"insert_into":    {1, func(d Dialect, args []string) string { return d.InsertInto(args[0]) }},
	"unindexed":      {1, func(d Dialect, args []string) string { return d.Unindexed(args[0]) }},
	"listed_text":    {1, func(d Dialect, args []string) string { return d.Beginning(args[0], listedText) }},
	"listed_name":    {1, func(d Dialect, args []string) string { return d.Beginning(args[0], listedName) }},
	"listed_object": {2, func(d Dialect, args []string) string {
		return d.JSONMembers(args[0], strings.Fields(member(args[1])), listedText)
	}},
	"bytes_of": {1, func(d Dialect, args []string) string { return d.Bytes(args[0]) }},
}

// What a list contains of a text, in characters. What the program itself stores in the columns that lists show is not longer, but other
// programs may store texts of any length, and a list has many rows.
const (
	listedText = 16 << 10
	listedName = 1 << 10
)

// member returns the name of a member without its quotes.
func member(quoted string) string { return quoted[1 : len(quoted)-1] }

// function is a portable function.
type function struct {
	arguments int
	expand    func(d Dialect, args []string) string
}
