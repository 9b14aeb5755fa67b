package database

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
)

// Shape is what a file is, and how it differs from a complete one.
type Shape struct {
	Path string
	// Size is in bytes.
	Size        int64
	JournalMode string
	// Tables are all tables of the file, sorted.
	Tables []string
	// MissingTables, MissingColumns ("table.column"), MissingIndexes and MissingTriggers are what opening the file for
	// writing would add.
	MissingTables, MissingColumns, MissingIndexes, MissingTriggers []string
	// ExtraColumns ("table.column") are beyond the schema that is known here; they are left alone.
	ExtraColumns []string
	// Version is that of the program's own tables, 0 where there are none, or those of a release without versions. LatestVersion is what
	// this program knows: opening an older file for writing migrates these tables, and a newer one is open for reading only.
	Version, LatestVersion int64
}

// File is a database file that is examined and not served. Its methods change nothing.
type File struct {
	path string
	pool *sql.DB
}

// OpenFile opens the file at path to examine it. It returns a *FileError, a sentence for the operator,
// where that is not an HtmlGraph database.
func OpenFile(ctx context.Context, path string) (*File, error) {
	o := Options{Path: path, ReadOnly: true}.withDefaults()
	if _, err := examine(path, true); err != nil {
		return nil, err
	}
	var err error
	modes := []accessMode{accessShared, accessImmutable}
	if isCleanWAL(path) {
		modes = modes[1:] // any other way to read it would leave two files beside it
	}
	for _, mode := range modes {
		file := &File{path: path, pool: openPool(readerDSN(o, mode))}
		var found schema
		if found, err = probe(ctx, file.pool); err == nil {
			if found.isHTMLGraph() {
				return file, nil
			}
			err = errForeign
		}
		file.Close()
		if !isCantOpen(err) {
			break
		}
	}
	return nil, fileError(path, err)
}

// isCleanWAL reports whether the file uses a write-ahead log and none exists beside it: no process has it open.
func isCleanWAL(path string) bool {
	_, err := os.Stat(path + "-wal")
	return err != nil && hasLog(path)
}

// hasLog reports whether the header of the file says that it uses a write-ahead log.
func hasLog(path string) bool {
	const writeVersion, wal = 18, 2 // of the file format of SQLite
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	header := make([]byte, writeVersion+1)
	_, err = io.ReadFull(file, header)
	return err == nil && header[writeVersion] == wal
}

// Close closes the file.
func (f *File) Close() error { return f.pool.Close() }

// Shape compares the file with a complete one.
func (f *File) Shape(ctx context.Context) (Shape, error) {
	shape := Shape{Path: f.path}
	info, err := os.Stat(f.path)
	if err != nil {
		return shape, fmt.Errorf("read the size of the file: %w", err)
	}
	shape.Size = info.Size()
	if err := f.pool.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&shape.JournalMode); err != nil {
		return shape, fileError(f.path, err)
	}
	if hasLog(f.path) {
		shape.JournalMode = "wal" // which a reader without locks does not see
	}
	wanted, err := fullSchema(ctx, false)
	if err != nil {
		return shape, err
	}
	found, err := probe(ctx, f.pool)
	if err != nil {
		return shape, fileError(f.path, err)
	}
	shape.LatestVersion = latestVersion
	if shape.Version, err = found.version(ctx, f.pool); err != nil {
		return shape, fileError(f.path, err)
	}
	shape.compare(wanted, found)
	return shape, nil
}

func (s *Shape) compare(wanted, found schema) {
	s.Tables = found.tableNames()
	for _, table := range wanted.tableNames() {
		if len(found.tables[table]) == 0 {
			s.MissingTables = append(s.MissingTables, table)
			continue
		}
		if s.Version != s.LatestVersion && isOwn(table) {
			continue // its columns differ because another version named them
		}
		s.MissingColumns = append(s.MissingColumns, columnsBeyond(table, wanted, found)...)
		s.ExtraColumns = append(s.ExtraColumns, columnsBeyond(table, found, wanted)...)
	}
	for _, index := range wanted.indexNames() {
		if !found.indexes[index] {
			s.MissingIndexes = append(s.MissingIndexes, index)
		}
	}
	for _, trigger := range triggers() {
		if found.sql[createdName(trigger)] == "" {
			s.MissingTriggers = append(s.MissingTriggers, createdName(trigger))
		}
	}
}

// columnsBeyond returns the columns of the table that a has and b lacks.
func columnsBeyond(table string, a, b schema) []string {
	var names []string
	for _, c := range a.tables[table] {
		if !b.has(table, c.name) {
			names = append(names, table+"."+c.name)
		}
	}
	return names
}

// damageLimit is how many faults Integrity lists at most.
const damageLimit = 20

// Integrity reads every page and index, and returns the faults, none for a sound file.
func (f *File) Integrity(ctx context.Context) ([]string, error) {
	rows, err := f.pool.QueryContext(ctx, fmt.Sprintf("PRAGMA integrity_check(%d)", damageLimit))
	if err != nil {
		return nil, fileError(f.path, err)
	}
	defer rows.Close()
	var faults []string
	for rows.Next() {
		var verdict string
		if err := rows.Scan(&verdict); err != nil {
			return nil, fileError(f.path, err)
		}
		if verdict != "ok" {
			faults = append(faults, verdict)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fileError(f.path, err)
	}
	return faults, nil
}

// Count returns the number of rows of a table of the shape.
func (f *File) Count(ctx context.Context, table string) (int64, error) {
	var count int64
	if err := f.pool.QueryRowContext(ctx, fmt.Sprintf("SELECT count(*) FROM %s", identifier(table))).Scan(&count); err != nil {
		return 0, fileError(f.path, err)
	}
	return count, nil
}

// Span returns the oldest and the newest timestamp of an event as stored, "" where there is no event.
func (f *File) Span(ctx context.Context) (first, last string, err error) {
	query, _, err := newTemplates(sqlite{}).render(SQL(`SELECT
		coalesce((SELECT as_text(timestamp) FROM agent_events ORDER BY instant_key(timestamp) LIMIT 1), ''),
		coalesce((SELECT as_text(timestamp) FROM agent_events ORDER BY instant_key(timestamp) DESC LIMIT 1), '')`))
	if err != nil {
		return "", "", err
	}
	if err := f.pool.QueryRowContext(ctx, query).Scan(&first, &last); err != nil {
		return "", "", fileError(f.path, err)
	}
	return first, last, nil
}
