package database

import (
	"net/url"
	"strconv"
	"time"
)

// accessMode is the way in which SQLite may open the file for reading.
type accessMode string

const (
	// accessShared reads beside other processes that write.
	accessShared accessMode = "ro"
	// accessImmutable reads a file that cannot change: SQLite takes no locks. It is the
	// only way into a write-ahead-log database on a medium that cannot be written.
	accessImmutable accessMode = "immutable"
)

// writerDSN names the single read-write connection. busy_timeout comes first in the driver's
// own order; foreign keys stay off on purpose, since children may arrive before their parents.
func writerDSN(o Options) string {
	values := url.Values{
		"mode":          {"rwc"},
		"_txlock":       {"immediate"},
		"_synchronous":  {"normal"},
		"_foreign_keys": {"off"},
		"_cache_size":   {strconv.Itoa(-cacheKiB)},

		"_stmt_cache_size": {keptStatements},
	}
	if o.Bulk {
		values.Set("_cache_size", strconv.Itoa(-bulkCacheKiB))
	}
	return dsn(o.Path, o.BusyTimeout, values)
}

// cacheKiB is the page cache of one connection.
const cacheKiB = 16 << 10

// keptStatements is how many prepared statements a connection keeps: to prepare one takes as long as to read a few rows.
const keptStatements = "64"

// The sizes for a writer of many rows: a cache for the indexes of many events, and a log so long that each of their pages is written back
// only once.
const (
	bulkCacheKiB = 24 << 10
	bulkLogPages = 8 << 10 // of 4 KiB
)

// keptLogBytes is the length to which the write-ahead log is cut when it starts again from its beginning. It is twice what the log usually has.
// A reader that takes long, such as an export or a backup, makes it longer, and without a limit it would stay so until the database is closed.
const keptLogBytes = 8 << 20

func readerDSN(o Options, mode accessMode) string {
	values := url.Values{
		"mode":          {"ro"},
		"_query_only":   {"on"},
		"_foreign_keys": {"off"},
		"_cache_size":   {strconv.Itoa(-cacheKiB)},

		"_stmt_cache_size": {keptStatements},
	}
	if mode == accessImmutable {
		values.Set("immutable", "1")
	}
	return dsn(o.Path, min(o.BusyTimeout, readerBusyTimeout), values)
}

// watcherDSN does not wait for locks, because the watcher polls again in a moment.
func watcherDSN(o Options, mode accessMode) string {
	values := url.Values{"mode": {"ro"}, "_query_only": {"on"}}
	if mode == accessImmutable {
		values.Set("immutable", "1")
	}
	return dsn(o.Path, 0, values)
}

func dsn(path string, busy time.Duration, values url.Values) string {
	values.Set("_busy_timeout", strconv.FormatInt(busy.Milliseconds(), 10))
	file := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: values.Encode()}
	return file.String()
}
