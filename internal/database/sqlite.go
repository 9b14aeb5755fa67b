package database

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// sqlite is the Dialect of SQLite.
type sqlite struct{}

// Name returns SQLite.
func (sqlite) Name() string { return SQLite }

// Placeholder returns "?1" and so on.
func (sqlite) Placeholder(n int) string { return "?" + strconv.Itoa(n) }

// Bind makes one JSON text of a list, which AnyOf reads: a statement has few arguments however long the list is.
func (sqlite) Bind(value any) any {
	list := reflect.ValueOf(value)
	if _, pairs := value.(Pairs); !pairs && (list.Kind() != reflect.Slice || !isListed(list.Type().Elem().Kind())) {
		return value
	}
	if list.Len() == 0 {
		return "[]"
	}
	text, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("marshal a list of plain values: %v", err)) // they always marshal
	}
	return string(text)
}

// isListed reports whether a list may hold values of a kind.
func isListed(kind reflect.Kind) bool { return kind == reflect.String || kind == reflect.Int64 }

// Text casts, because the driver would turn the value of a date column into a time and back.
func (sqlite) Text(x string) string { return "CAST(" + x + " AS TEXT)" }

// Integer casts, because a column holds whatever was stored in it, and the cast makes 0 of what is no number.
func (sqlite) Integer(x string) string { return "CAST(" + x + " AS BIGINT)" }

// Number casts for the same reason.
func (sqlite) Number(x string) string { return "CAST(" + x + " AS DOUBLE PRECISION)" }

// IsNumber asks for the type of the value itself, which may differ from that of its column.
func (sqlite) IsNumber(x string) string { return "(typeof(" + x + ") IN ('real', 'integer'))" }

// IsTrue knows 1, and the words of programs that store a text.
func (sqlite) IsTrue(x string) string {
	return "(CAST(" + x + " AS TEXT) IN ('1', 'true', 'TRUE'))"
}

// InstantKey makes the stored forms equal: it replaces the separator, cuts the suffix, and the zeros at the end of the fraction.
func (sqlite) InstantKey(x string) string {
	return fmt.Sprintf("(substr(%[1]s, 1, 10) || ' ' || rtrim(replace(replace(substr(%[1]s, 12), '+00:00', ''), 'Z', ''), '0.'))", x)
}

// IsDated compares the day with what SQLite reads of it, which is null for what is no day.
func (sqlite) IsDated(x string) string {
	return fmt.Sprintf("coalesce(date(substr(%[1]s, 1, 10)) = substr(%[1]s, 1, 10), FALSE)", x)
}

// JSONText is null where the text is broken, no object, or the member is no text.
func (sqlite) JSONText(x, member string) string { return jsonMember(x, member, "'text'") }

// JSONNumber is null in the same cases.
func (sqlite) JSONNumber(x, member string) string { return jsonMember(x, member, "'integer', 'real'") }

// jsonMember looks for the name of the member first: that is cheap, and few texts have it.
func jsonMember(x, member, types string) string {
	return fmt.Sprintf(`CASE WHEN %[1]s LIKE '%%%[2]s%%' AND json_valid(%[1]s) AND json_type(%[1]s) = 'object' `+
		`AND json_type(%[1]s, '$.%[2]s') IN (%[3]s) THEN json_extract(%[1]s, '$.%[2]s') END`, x, member, types)
}

// RowKey is the rowid, which a row has even where its primary key is null.
func (sqlite) RowKey(table string) string { return table + ".rowid" }

// RowKeyColumn is the rowid.
func (sqlite) RowKeyColumn(string) string { return "rowid" }

// AnyOf reads the list from the JSON text that Bind made.
func (sqlite) AnyOf(x, list string) string {
	return x + " IN (SELECT value FROM json_each(" + list + "))"
}

// InsertInto says that a failure leaves the rows before it. Otherwise SQLite copies each page before a statement changes it, to be able to
// undo the statement alone, which takes a third of the time.
func (sqlite) InsertInto(table string) string { return "INSERT OR FAIL INTO " + table }

// PairsOf reads the pairs from the JSON text that Bind made.
func (sqlite) PairsOf(list string) string {
	return "(SELECT json_extract(value, '$[0]') AS a, json_extract(value, '$[1]') AS b FROM json_each(" + list + "))"
}

// Unindexed appends nothing, which makes an expression of the column.
func (sqlite) Unindexed(x string) string { return "(" + x + " || '')" }

// ErrorKind reads the result code of SQLite.
func (sqlite) ErrorKind(err error) ErrorKind {
	switch sqliteCode(err) {
	case sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrProtocol:
		return ErrorBusy
	case sqlite3.ErrFull:
		return ErrorFull
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return ErrorDamaged
	case sqlite3.ErrIoErr, sqlite3.ErrCantOpen, sqlite3.ErrPerm:
		return systemErrorKind(err)
	case sqlite3.ErrReadonly:
		return ErrorReadOnly
	case sqlite3.ErrError:
		if missesTable(err.Error()) {
			return ErrorSchema
		}
	}
	return ErrorOther
}

// systemErrorKind reads the error of the operating system behind one of SQLite. SQLite itself calls only ENOSPC a full disk.
func systemErrorKind(err error) ErrorKind {
	var e sqlite3.Error
	switch {
	case !errors.As(err, &e):
		return ErrorUnreachable
	case e.ExtendedCode == sqlite3.ErrIoErrShortRead:
		return ErrorDamaged
	case isFull(e.SystemErrno):
		return ErrorFull
	case e.SystemErrno == syscall.EMFILE || e.SystemErrno == syscall.ENFILE:
		return ErrorFiles
	default:
		return ErrorUnreachable
	}
}

// missesTable reports whether a message of SQLite says that a table or a column is missing; there is no result code for that.
func missesTable(message string) bool {
	return strings.Contains(message, "no such table:") || strings.Contains(message, "no such column:") ||
		strings.Contains(message, " has no column named ")
}
