package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
)

// BackupOptions says what is copied where.
type BackupOptions struct {
	// Path is the database; Target is the file that is written.
	Path, Target string
	// Replace permits that a file at Target is replaced.
	Replace bool
	// Progress, if set, receives how many of how many pages are copied.
	Progress func(done, total int)
}

const (
	// backupStep is how many pages are copied between two checks of the context.
	backupStep = 1000
	// backupRetry is the pause after a step that met a lock.
	backupRetry = 50 * time.Millisecond
	// sourceBusy is how long the backup waits for the first page.
	sourceBusy = 5 * time.Second
)

// Backup copies a database as it is at one moment, while others read and write it, and returns the size of the copy in bytes. The
// copy is checked and on the disk before it gets its name, and a backup that fails leaves no file behind. It returns a *FileError, a
// sentence for the operator, where the database cannot be read.
func Backup(ctx context.Context, o BackupOptions) (int64, error) {
	if err := o.check(ctx); err != nil {
		return 0, err
	}
	file, err := os.CreateTemp(filepath.Dir(o.Target), ".htmlgraph-backup-*")
	if err != nil {
		return 0, fmt.Errorf("cannot write %s: no file can be created in its folder (%w)", o.Target, err)
	}
	temporary := file.Name()
	defer func() {
		for _, end := range append([]string{""}, sidecarSuffixes()...) {
			os.Remove(temporary + end) //nolint:errcheck // after the rename there is nothing to remove
		}
	}()
	if err := file.Close(); err != nil {
		return 0, fmt.Errorf("create a temporary file: %w", err)
	}
	if err := o.copyTo(ctx, temporary); err != nil {
		return 0, err
	}
	size, err := syncFile(temporary)
	if err != nil {
		return 0, err
	}
	if err := os.Rename(temporary, o.Target); err != nil {
		return 0, fmt.Errorf("name the copy: %w", err)
	}
	return size, nil
}

func (o BackupOptions) check(ctx context.Context) error {
	source, err := OpenFile(ctx, o.Path)
	if err != nil {
		return err
	}
	if err := source.Close(); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	if IsSidecar(o.Target, o.Path) {
		return fmt.Errorf("cannot write %s: SQLite keeps a part of the database there; name another file", o.Target)
	}
	there, err := os.Lstat(o.Target)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", o.Target, err)
	}
	if original, err := os.Stat(o.Path); err == nil && os.SameFile(original, there) {
		return fmt.Errorf("cannot write %s: it is the database itself; name another file", o.Target)
	}
	if !there.Mode().IsRegular() {
		return fmt.Errorf("cannot write %s: it is not a regular file; name another one", o.Target)
	}
	if !o.Replace {
		return fmt.Errorf("cannot write %s: it exists already; name another file, or replace it with --force", o.Target)
	}
	return nil
}

// sidecarSuffixes are the endings of the files that SQLite keeps beside a database.
func sidecarSuffixes() []string { return []string{"-wal", "-shm", "-journal"} }

// IsSidecar reports whether SQLite keeps a part of a database at target: of the database at path, or of any other that exists.
func IsSidecar(target, path string) bool {
	for _, end := range sidecarSuffixes() {
		of, ok := strings.CutSuffix(target, end)
		if !ok {
			continue
		}
		if _, err := os.Stat(of); err == nil || filepath.Clean(of) == filepath.Clean(path) {
			return true
		}
	}
	return false
}

// copyTo copies the database to a file and checks the copy.
func (o BackupOptions) copyTo(ctx context.Context, path string) error {
	source, closeSource, err := openSource(ctx, o.Path)
	if err != nil {
		return fileError(o.Path, err)
	}
	defer closeSource()
	pool := openPool(dsn(path, time.Second, url.Values{"mode": {"rw"}, "_synchronous": {"off"}}))
	defer pool.Close()
	target, err := pool.Conn(ctx)
	if err != nil {
		return fmt.Errorf("open the copy: %w", err)
	}
	defer target.Close()
	if err := o.copyPages(ctx, target, source); err != nil {
		return err
	}
	return checkCopy(ctx, target)
}

// openSource opens the database in a transaction, so that all pages are those of one moment. It opens it for writing where that is
// permitted, though it writes nothing: a connection that may only read would leave a write-ahead log behind.
func openSource(ctx context.Context, path string) (conn *sql.Conn, closeAll func(), err error) {
	for _, mode := range []string{"rw", "ro"} {
		pool := openPool(dsn(path, sourceBusy, url.Values{"mode": {mode}, "_query_only": {"on"}}))
		if conn, err = begin(ctx, pool); err == nil {
			return conn, func() { conn.Close(); pool.Close() }, nil
		}
		pool.Close()
	}
	return nil, nil, err
}

// begin begins a transaction and reads, because SQLite takes its lock with the first page.
func begin(ctx context.Context, pool *sql.DB) (*sql.Conn, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	var tables int
	if _, err = conn.ExecContext(ctx, "BEGIN"); err == nil {
		err = conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables)
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

func (o BackupOptions) copyPages(ctx context.Context, target, source *sql.Conn) error {
	return target.Raw(func(to any) error {
		return source.Raw(func(from any) error {
			backup, err := to.(*sqlite3.SQLiteConn).Backup("main", from.(*sqlite3.SQLiteConn), "main")
			if err != nil {
				return fmt.Errorf("begin the copy: %w", err)
			}
			return errors.Join(o.steps(ctx, backup), backup.Finish())
		})
	})
}

func (o BackupOptions) steps(ctx context.Context, backup *sqlite3.SQLiteBackup) error {
	left := -1
	for ctx.Err() == nil {
		done, err := backup.Step(backupStep)
		if err != nil {
			return fmt.Errorf("copy pages: %w", err)
		}
		remaining, total := backup.Remaining(), backup.PageCount()
		if o.Progress != nil {
			o.Progress(total-remaining, total)
		}
		if done {
			return nil
		}
		if remaining == left { // a lock, which the driver does not report
			select {
			case <-ctx.Done():
			case <-time.After(backupRetry):
			}
		}
		left = remaining
	}
	return ctx.Err()
}

// checkCopy makes the copy a single file without a write-ahead log, and reads all its pages.
func checkCopy(ctx context.Context, copied *sql.Conn) error {
	for _, statement := range []string{"PRAGMA journal_mode = delete", "PRAGMA quick_check(1)"} {
		var verdict string
		if err := copied.QueryRowContext(ctx, statement).Scan(&verdict); err != nil {
			return fmt.Errorf("check the copy: %w", err)
		}
		if strings.HasSuffix(statement, "(1)") && verdict != "ok" {
			return fmt.Errorf("the database is damaged (%s); run `htmlgraph doctor` for details", verdict)
		}
	}
	return nil
}

// syncFile writes a file through to the disk and returns its size.
func syncFile(path string) (int64, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return 0, fmt.Errorf("open the copy: %w", err)
	}
	defer file.Close()
	if err := file.Sync(); err != nil {
		return 0, fmt.Errorf("sync the copy: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		return 0, fmt.Errorf("read the size of the copy: %w", err)
	}
	return info.Size(), nil
}
