package database

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/uptrace/bun"
	bunschema "github.com/uptrace/bun/schema"
)

// Dialect is what differs between database systems in the statements of the program, and in the errors of a driver. SQLite is the only
// one today; a further one is a further implementation.
//
// The methods that take x, a column or an expression, return the expression that functions.go describes.
type Dialect interface {
	// Name is the name by which PerDialect knows the dialect, such as SQLite.
	Name() string
	// Placeholder returns the text that stands for the nth bound value, from 1 on. The same number may stand in a text more than once.
	Placeholder(n int) string
	// Bind returns a value in the form that the driver takes; a list is a slice of strings, of types like string, or of int64, or Pairs.
	Bind(value any) any

	Text(x string) string
	Integer(x string) string
	Number(x string) string
	IsNumber(x string) string
	IsTrue(x string) string
	InstantKey(x string) string
	IsDated(x string) string
	JSONText(x, member string) string
	JSONNumber(x, member string) string
	RowKey(table string) string
	// AnyOf takes the placeholder of a list.
	AnyOf(x, list string) string
	// PairsOf takes the placeholder of Pairs.
	PairsOf(list string) string
	Unindexed(x string) string

	// ErrorKind tells what an error of the driver means.
	ErrorKind(err error) ErrorKind
}

// Pairs is a list of two texts each, for pairs_of: a statement has one argument however many there are.
type Pairs [][2]string

// SQLite is the name of the dialect of SQLite.
const SQLite = "sqlite"

// ErrorKind is what a failed statement means to whoever waits for it.
type ErrorKind int

const (
	// ErrorOther is a fault of the program, or no error of the database at all.
	ErrorOther ErrorKind = iota
	// ErrorBusy means that another process holds a lock: the statement may succeed later.
	ErrorBusy
	// ErrorUnreachable means that the database cannot be read or written now.
	ErrorUnreachable
	// ErrorReadOnly means that the database may not be written.
	ErrorReadOnly
)

// Among returns the condition that column is one of values, however many they are.
// SQLite reads the values from one JSON text, so a statement holds one literal and not thousands.
// column must be a constant of the program.
func Among[T string | int64](column string, values []T) bunschema.QueryWithArgs {
	if values == nil {
		values = []T{}
	}
	list, err := json.Marshal(values)
	if err != nil {
		panic(fmt.Sprintf("marshal a list of plain values: %v", err)) // strings and integers always marshal
	}
	return bun.SafeQuery("? IN (SELECT value FROM json_each(?))", bun.Safe(column), string(list))
}

// TextValue returns value as an argument of a statement. Statements are texts, which a NUL would cut off; hostile
// rows hold such ids.
func TextValue(value string) any {
	if !strings.ContainsRune(value, 0) {
		return value
	}
	return bun.SafeQuery("CAST(x'" + hex.EncodeToString([]byte(value)) + "' AS TEXT)")
}

// Text returns the expression that reads a date column as the text that is stored,
// which the driver would otherwise turn into a time and back.
func Text(column string) string { return "CAST(" + column + " AS TEXT)" }

// InstantKey returns the expression whose order is the order of instants, the same
// rule as model.Instant.Key: the separator and the suffix of the stored forms are evened
// out and trailing zeros of the fraction cut.
func InstantKey(column string) string {
	return fmt.Sprintf("substr(%[1]s, 1, 10) || ' ' || rtrim(replace(replace(substr(%[1]s, 12), '+00:00', ''), 'Z', ''), '0.')", column)
}

// Dated returns the condition that column begins with a day of the calendar, as all stored forms of an instant do. It is
// false, not null, for null and for numbers.
func Dated(column string) string {
	return fmt.Sprintf("coalesce(date(substr(%[1]s, 1, 10)) = substr(%[1]s, 1, 10), FALSE)", column)
}

// RowKey names a row of any table, also one whose key is null, which SQLite permits. Another database has another word for it.
const RowKey = "rowid"

// JSONText returns the expression for a text member of the JSON object that column holds as
// text; it is null where the text is broken, no object, or the member is no text.
// column and member must be constants of the program.
func JSONText(column, member string) string { return jsonMember(column, member, "'text'") }

// JSONNumber returns the expression for a number in the same way.
func JSONNumber(column, member string) string {
	return jsonMember(column, member, "'integer', 'real'")
}

// jsonMember looks for the member's name first, which is cheap, because few texts have it.
func jsonMember(column, member, types string) string {
	return fmt.Sprintf(`CASE WHEN %[1]s LIKE '%%%[2]s%%' AND json_valid(%[1]s) AND json_type(%[1]s) = 'object' `+
		`AND json_type(%[1]s, '$.%[2]s') IN (%[3]s) THEN json_extract(%[1]s, '$.%[2]s') END`, column, member, types)
}
