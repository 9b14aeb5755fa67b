package database

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"golang.org/x/sync/singleflight"

	"github.com/htmlgraph/htmlgraph/internal/background"
)

// Options says how a database is opened. Zero values stand for the defaults named at each field.
type Options struct {
	// Path is the file; it need not exist unless ReadOnly is set.
	Path string
	// ReadOnly leaves the file byte for byte as it is; absent tables and columns read as empty and null.
	ReadOnly bool
	// Readers is the number of read connections; default 4.
	Readers int
	// BusyTimeout is how long one statement waits for a lock of another process; default defaultBusyTimeout.
	BusyTimeout time.Duration
	// BusyBudget is the time within which tries of an operation begin, before it fails as unavailable; default defaultBusyBudget.
	BusyBudget time.Duration
	// PollInterval is the time between two polls for commits of other processes where the file system does not announce them; default 10 ms.
	// While nothing is committed it is longer.
	PollInterval time.Duration
	// PollOnly polls for the commits of other processes also where the file system announces them. It is for tests with a clock of their own.
	PollOnly bool
	// Bulk is for a process that writes many rows and rarely needs to know of the commits of others: more of the file stays in memory, the
	// write-ahead log grows longer before it is written back, and commits of others are found within seconds.
	Bulk bool
	// IndexesLast is for a process that fills a new file: a file without tables gets the indexes that storing does not need only by AddIndexes,
	// or when it is opened again. To a file that has tables they are added at once.
	IndexesLast bool
	// SkipChecks is for a process that writes a little and ends: it skips the checks that take time, and does not watch for commits of
	// others.
	SkipChecks bool
	// KeepSchema refuses a file whose schema would have to be changed: another program may have it open.
	KeepSchema bool
	// Logger receives what an operator should know; default discards.
	Logger *slog.Logger
	// Hook, if set, sees the statements of Select, Get and Exec.
	Hook Hook
}

// bulkPollInterval is the default of Options.PollInterval with Options.Bulk.
const bulkPollInterval = time.Second

// Hook sees statements.
type Hook interface {
	// Ran is called after a statement ran, with its error, in the context and on the goroutine of its caller.
	Ran(ctx context.Context, statement string, err error)
}

func (o Options) withDefaults() Options {
	if o.Readers <= 0 {
		o.Readers = 4
	}
	if o.BusyTimeout <= 0 {
		o.BusyTimeout = defaultBusyTimeout
	}
	if o.BusyBudget <= 0 {
		o.BusyBudget = defaultBusyBudget
	}
	if o.PollInterval <= 0 && o.Bulk {
		o.PollInterval = bulkPollInterval
	}
	if o.PollInterval <= 0 {
		o.PollInterval = 10 * time.Millisecond
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// DB is an open HtmlGraph database. It is safe for concurrent use.
type DB struct {
	options   Options
	dialect   Dialect
	templates *templates
	isNewer   bool
	// absentIndexes are those that the file lacked when it was opened and was not to be changed.
	absentIndexes map[string]bool
	hasTextIndex  bool
	reader        *bun.DB
	writer        *bun.DB // nil when read-only
	watch         *sql.DB
	generation    atomic.Uint64
	listeners     listeners
	logs          logFiles
	file          *identity
	content       *content // nil with SkipChecks
	faults        *faults
	checks        singleflight.Group
	lastCheck     atomic.Pointer[checked] // the last one that has ended; nil for none
	logLength     logLength
	background    *background.Group // nil with SkipChecks, which does not watch for the commits of other processes
}

// Open opens the database that options name. It creates a file that does not exist with the full schema, unless ReadOnly is set. To a file
// that lacks tables, columns or indexes of the shared schema it adds these, and it migrates the program's own tables; it
// changes nothing else, and rewrites no row. A file with own tables of a newer release is opened as if ReadOnly were set.
//
// It returns a *FileError, a single sentence for the operator, when the file cannot be used;
// a file that is refused for what it is was not written to.
func Open(ctx context.Context, options Options) (*DB, error) {
	options = options.withDefaults()
	if options.SkipChecks && !options.ReadOnly {
		if db, err := openUnchecked(ctx, options); db != nil || err != nil {
			return db, err
		}
	}
	if options.KeepSchema {
		return nil, &FileError{Path: options.Path, Reason: "its tables are not those of this release, and are not to be changed now"}
	}
	state, err := examine(options.Path, options.ReadOnly)
	if err != nil {
		return nil, err
	}
	logs := lookForLogFiles(options.Path)
	found, err := inspectSchema(ctx, options, state)
	if err != nil {
		return nil, err
	}
	isNewer := found.version > latestVersion
	if isNewer && !options.ReadOnly {
		options.ReadOnly = true
		options.Logger.Warn("a newer release wrote the database: it is open for reading only", "path", options.Path,
			"file_version", found.version, "known_version", latestVersion)
	}
	if state == fileAbsent {
		if err := createFile(options.Path); err != nil {
			return nil, err
		}
	}
	db := &DB{options: options, dialect: sqlite{}, templates: newTemplates(sqlite{}), isNewer: isNewer, logs: logs, faults: newFaults(options.Path, options.Logger)}
	if db.file, err = identify(options.Path); err != nil {
		return nil, fileError(options.Path, err)
	}
	if db.content, err = openContent(options.Path); err != nil {
		return nil, fileError(options.Path, err)
	}
	if err := db.connect(ctx, found.mode); err != nil {
		return nil, errors.Join(err, db.closePools())
	}
	db.content.begin()
	db.generation.Store(1)
	db.startWatching(ctx, db.notices())
	return db, nil
}

// notices returns the notices of the file system. A process that writes many rows gets none: each page that it writes would cause one.
func (db *DB) notices() *fileNotices {
	if db.options.Bulk || db.options.PollOnly {
		return nil
	}
	return newFileNotices(db.options.Path)
}

// connect opens the writer first, because the readers want the completed schema.
func (db *DB) connect(ctx context.Context, mode accessMode) error {
	o := db.options
	if !o.ReadOnly {
		db.writer = newBun(openPermittedPool(writerDSN(o), 1, nil, db.file.permit))
		if err := prepareWriter(ctx, db.writer, o); err != nil {
			return fileError(o.Path, err)
		}
	}
	readerSource := readerDSN(o, mode)
	views, absent, err := shadowViews(ctx, readerSource)
	if err != nil {
		return fileError(o.Path, err)
	}
	db.absentIndexes = absent
	db.reader = newBun(openPermittedPool(readerSource, o.Readers, views, db.file.permit))
	if err := db.reader.PingContext(ctx); err != nil {
		return fileError(o.Path, err)
	}
	if err := db.findTextIndex(ctx, db.reader.DB); err != nil {
		return fileError(o.Path, err)
	}
	db.watch = openPermittedPool(watcherDSN(o, mode), 1, nil, db.file.permit)
	return nil
}

func newBun(pool *sql.DB) *bun.DB { return bun.NewDB(pool, sqlitedialect.New()) }

// Path returns the path of the file as it was given.
func (db *DB) Path() string { return db.options.Path }

// ReadOnly reports whether the file is open for reading only: because Options say so, or because it IsNewer.
func (db *DB) ReadOnly() bool { return db.options.ReadOnly }

// IsNewer reports whether a newer release wrote the file, so that this one must not write to it.
func (db *DB) IsNewer() bool { return db.isNewer }

// HasIndex reports whether the file has an index of the schema. A file that is open for reading only may lack some.
func (db *DB) HasIndex(name string) bool { return !db.absentIndexes[name] }

// Close waits for running statements and closes all connections.
func (db *DB) Close() error {
	var err error
	if db.background != nil {
		err = db.background.Close(context.Background()) // a look of the watcher takes no time
	}
	return errors.Join(err, db.closePools())
}

// closePools closes the writer last: the last connection that may write copies the write-ahead log into the file and removes it. After
// the file was overwritten, the writer comes before the readers, because the log belongs to another file.
func (db *DB) closePools() error {
	var errs []error
	if db.watch != nil {
		errs = append(errs, db.watch.Close())
	}
	if db.reader == db.writer {
		db.reader = nil
	}
	pools := []*bun.DB{db.reader, db.writer}
	if db.reader != nil && ErrorKind(db.file.kind.Load()) == ErrorOverwritten {
		slices.Reverse(pools)
	}
	for _, pool := range pools {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	if db.content != nil {
		db.content.close()
	}
	if db.options.ReadOnly && ErrorKind(db.file.kind.Load()) == ErrorOther {
		db.logs.remove()
	}
	return errors.Join(errs...)
}
