package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3/database"
)

// versionTable holds the numbers of the migrations that a file has.
const versionTable = "htmlgraph_migrations"

// createVersionTable makes the table. The number is its key, so that of two processes that run a migration at the same time only one
// can commit it. Version 0 stands for a file before all migrations.
const createVersionTable = `CREATE TABLE IF NOT EXISTS ` + versionTable + ` (
    version_id BIGINT PRIMARY KEY,
    applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
)`

// readVersion returns the newest migration that a file has. The table must exist.
func readVersion(ctx context.Context, q rowQuerier) (int64, error) {
	rows, err := q.QueryContext(ctx, "SELECT coalesce(max(version_id), 0) FROM "+versionTable)
	if err != nil {
		return 0, fmt.Errorf("read the version: %w", err)
	}
	defer rows.Close()
	var version int64
	if rows.Next() {
		err = rows.Scan(&version)
	}
	return version, errors.Join(err, rows.Err())
}

// versions is the version table for goose.
type versions struct{}

var _ database.StoreExtender = versions{}

// Tablename returns the name of the table.
func (versions) Tablename() string { return versionTable }

// TableExists returns true: prepareVersions makes the table before goose asks.
func (versions) TableExists(context.Context, database.DBTxConn) (bool, error) { return true, nil }

// CreateVersionTable does nothing, for the same reason.
func (versions) CreateVersionTable(context.Context, database.DBTxConn) error { return nil }

// Insert stores that a file has a migration. It fails if the file has it already.
func (versions) Insert(ctx context.Context, db database.DBTxConn, request database.InsertRequest) error {
	_, err := db.ExecContext(ctx, "INSERT INTO "+versionTable+" (version_id) VALUES (?)", request.Version)
	return err
}

// Delete removes a migration. Nothing here goes back, but goose asks for it.
func (versions) Delete(ctx context.Context, db database.DBTxConn, version int64) error {
	_, err := db.ExecContext(ctx, "DELETE FROM "+versionTable+" WHERE version_id = ?", version)
	return err
}

// GetMigration reports whether a file has a migration.
func (versions) GetMigration(ctx context.Context, db database.DBTxConn, version int64) (*database.GetMigrationResult, error) {
	var found int64
	err := db.QueryRowContext(ctx, "SELECT version_id FROM "+versionTable+" WHERE version_id = ?", version).Scan(&found)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, database.ErrVersionNotFound
	}
	return &database.GetMigrationResult{IsApplied: true}, err
}

// GetLatestVersion returns the newest migration that a file has.
func (versions) GetLatestVersion(ctx context.Context, db database.DBTxConn) (int64, error) {
	return readVersion(ctx, db)
}

// ListMigrations returns all migrations that a file has, the newest first.
func (versions) ListMigrations(ctx context.Context, db database.DBTxConn) ([]*database.ListMigrationsResult, error) {
	rows, err := db.QueryContext(ctx, "SELECT version_id FROM "+versionTable+" ORDER BY version_id DESC")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []*database.ListMigrationsResult
	for rows.Next() {
		result := &database.ListMigrationsResult{IsApplied: true}
		if err := rows.Scan(&result.Version); err != nil {
			return nil, err
		}
		list = append(list, result)
	}
	return list, rows.Err()
}
