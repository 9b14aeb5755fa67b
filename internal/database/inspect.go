package database

import (
	"context"
	"database/sql"
	"fmt"
)

// quickCheckLimit is the largest file, in bytes, whose pages are all read at opening.
// Larger ones would make every start slow; damage in them is met by the query that reads it.
const quickCheckLimit = 64 << 20

// inspectSchema looks into an existing file before anything is written to it, and
// says how it can be read. A damaged file and another program's database are refused.
func inspectSchema(ctx context.Context, o Options, state fileState) (accessMode, error) {
	if state == fileAbsent {
		return accessShared, nil
	}
	var err error
	for _, mode := range []accessMode{accessShared, accessImmutable} {
		if mode == accessImmutable && !o.ReadOnly {
			break
		}
		pool := openPool(readerDSN(o, mode), 1, nil)
		err = inspectPool(ctx, pool, state)
		pool.Close()
		if err == nil {
			if mode == accessImmutable {
				o.Logger.Warn("the database lies where SQLite cannot lock it; changes by others will not be seen", "path", o.Path)
			}
			return mode, nil
		}
		if !isCantOpen(err) {
			break
		}
	}
	return accessShared, fileError(o.Path, err)
}

func inspectPool(ctx context.Context, pool *sql.DB, state fileState) error {
	found, err := probe(ctx, pool)
	if err != nil {
		return err
	}
	if state == fileDatabase && len(found.tables) > 0 && !found.isHTMLGraph() {
		return errForeign
	}
	return quickCheck(ctx, pool)
}

// isHTMLGraph tells a HtmlGraph database from another program's by its oldest tables.
func (s schema) isHTMLGraph() bool {
	return len(s.tables["agent_events"]) > 0 || (len(s.tables["features"]) > 0 && len(s.tables["sessions"]) > 0)
}

// quickCheck finds a truncated or overwritten file. It reads all pages, so it is left out for large files.
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
