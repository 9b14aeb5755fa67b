package database

import (
	"context"
	"database/sql"
	"fmt"
)

// quickCheckLimit is the largest file, in bytes, whose pages are all read at opening.
// Larger ones would make every start slow. The query that reads a damaged page of theirs fails.
const quickCheckLimit = 64 << 20

// inspection is what is known of a file before anything is written to it.
type inspection struct {
	// mode says how the file can be read.
	mode accessMode
	// version is that of the program's own tables.
	version int64
}

// inspectSchema reads an existing file before anything is written to it. It refuses a damaged file and another program's database.
func inspectSchema(ctx context.Context, o Options, state fileState) (inspection, error) {
	if state == fileAbsent {
		return inspection{mode: accessShared}, nil
	}
	var version int64
	var err error
	for _, mode := range []accessMode{accessShared, accessImmutable} {
		if mode == accessImmutable && !o.ReadOnly {
			break
		}
		pool := openPool(readerDSN(o, mode))
		version, err = inspectPool(ctx, pool, state)
		pool.Close()
		if err == nil {
			if mode == accessImmutable {
				o.Logger.Warn("SQLite cannot lock the database where it is: changes by other processes will not be seen", "path", o.Path)
			}
			return inspection{mode, version}, nil
		}
		if !isCantOpen(err) {
			break
		}
	}
	return inspection{}, fileError(o.Path, err)
}

func inspectPool(ctx context.Context, pool *sql.DB, state fileState) (version int64, err error) {
	found, err := probe(ctx, pool)
	if err != nil {
		return 0, err
	}
	if state == fileDatabase && len(found.tables) > 0 && !found.isHTMLGraph() {
		return 0, errForeign
	}
	if version, err = found.version(ctx, pool); err != nil {
		return 0, err
	}
	return version, quickCheck(ctx, pool)
}

// isHTMLGraph distinguishes an HtmlGraph database from another program's by its oldest tables, or by the first table that this program makes in a
// new file, where a crash may have left no more.
func (s schema) isHTMLGraph() bool {
	return len(s.tables["agent_events"]) > 0 || (len(s.tables["features"]) > 0 && len(s.tables["sessions"]) > 0) || len(s.tables[versionTable]) > 0
}

// version returns the version of the program's own tables, 0 for a file that has none, or has those of a release without versions.
func (s schema) version(ctx context.Context, q rowQuerier) (int64, error) {
	if len(s.tables[versionTable]) == 0 {
		return 0, nil
	}
	return readVersion(ctx, q)
}

// quickCheck finds a truncated or overwritten file. It reads all pages, so it skips large files.
func quickCheck(ctx context.Context, pool *sql.DB) error {
	var size int64
	if err := pool.QueryRowContext(ctx, `SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`).Scan(&size); err != nil {
		return fmt.Errorf("read the size: %w", err)
	}
	if size > quickCheckLimit {
		return nil
	}
	var verdict string
	if err := pool.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return fmt.Errorf("check the pages: %w", err)
	}
	if verdict != "ok" {
		return &damageError{verdict: verdict}
	}
	return nil
}
