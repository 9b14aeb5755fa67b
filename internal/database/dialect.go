package database

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
	// RowKeyColumn is the column of RowKey, to be named where a row is inserted.
	RowKeyColumn(table string) string
	// AnyOf takes the placeholder of a list.
	AnyOf(x, list string) string
	// PairsOf takes the placeholder of Pairs.
	PairsOf(list string) string
	// InsertInto takes the name of a table.
	InsertInto(table string) string
	Unindexed(x string) string
	// Beginning takes a column, and the number of characters up to which its text is whole.
	Beginning(x string, characters int) string
	// JSONMembers takes a column, and the number of bytes up to which its text is whole, and of characters to which its members are cut.
	JSONMembers(x string, members []string, most int) string
	Bytes(x string) string

	// ErrorKind says what an error of the driver means.
	ErrorKind(err error) ErrorKind
}

// Pairs is a list of two texts each, for pairs_of: a statement has one argument however many there are.
type Pairs [][2]string

// SQLite is the name of the dialect of SQLite.
const SQLite = "sqlite"

// ErrorKind is what a failed statement means to its caller.
type ErrorKind int

const (
	// ErrorOther is a fault of the program, or no error of the database at all.
	ErrorOther ErrorKind = iota
	// ErrorBusy means that another process holds a lock: the statement may succeed later.
	ErrorBusy
	// ErrorFull means that there is no space left for what is to be written.
	ErrorFull
	// ErrorDamaged means that the content of the file is not that of a database.
	ErrorDamaged
	// ErrorUnreachable means that the database cannot be read or written for another reason.
	ErrorUnreachable
	// ErrorReadOnly means that the database may not be written.
	ErrorReadOnly
	// ErrorFiles means that the process has too many files open.
	ErrorFiles
	// ErrorRemoved means that the file was removed since it was opened.
	ErrorRemoved
	// ErrorReplaced means that another file took its place.
	ErrorReplaced
	// ErrorOverwritten means that its end is missing, or that its content was not written by SQLite: another program copied a file over it.
	ErrorOverwritten
	// ErrorSchema means that a table or a column is missing: another program changed the tables since the database was opened.
	ErrorSchema
)

// isOfFile reports whether a kind is found by looking at the file, and not by a statement that fails.
func (k ErrorKind) isOfFile() bool {
	return k == ErrorRemoved || k == ErrorReplaced || k == ErrorOverwritten
}
