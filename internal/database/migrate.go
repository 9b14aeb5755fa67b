package database

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// latestVersion is the newest migration of the program's own tables.
const latestVersion = 14

// migrations holds the steps between the versions of the program's own tables. Shared tables have no versions: other programs change
// them too, so their columns are looked at instead (upgrade.go).
//
//go:embed migrations/*.sql
var migrations embed.FS

// firstVersion is the file of version 1, which is the shape to complete to and not a step.
const firstVersion = "00001_own_tables.sql"

// migrate runs the migrations that a file does not have, each in a transaction of its own.
func migrate(ctx context.Context, pool *sql.DB, o Options) error {
	version, err := prepareVersions(ctx, pool)
	if err != nil || version == latestVersion {
		return err
	}
	provider, err := newProvider(pool)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	for {
		_, err := provider.Up(ctx)
		reached, readErr := readVersion(ctx, pool)
		if readErr != nil || reached == latestVersion {
			if readErr == nil {
				o.Logger.Info("brought the tables of the program up to date", "path", o.Path, "from_version", version, "to_version", reached)
			}
			return readErr
		}
		if reached == version || err == nil {
			return fmt.Errorf("migrate from version %d: %w", reached, errors.Join(err, ctx.Err()))
		}
		version = reached // another process runs the same migrations: go on behind it
	}
}

// prepareVersions makes the version table where there is none, and returns the version of the file.
func prepareVersions(ctx context.Context, pool *sql.DB) (int64, error) {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if err := stampVersions(ctx, tx, 0); err != nil {
		return 0, err
	}
	version, err := readVersion(ctx, tx)
	if err != nil {
		return 0, err
	}
	return version, tx.Commit()
}

// stampVersions stores that a file has all migrations up to a version, without running them.
func stampVersions(ctx context.Context, tx *sql.Tx, upTo int64) error {
	if _, err := tx.ExecContext(ctx, createVersionTable); err != nil {
		return fmt.Errorf("create the version table: %w", err)
	}
	for version := range upTo + 1 {
		_, err := tx.ExecContext(ctx, "INSERT INTO "+versionTable+" (version_id) VALUES (?) ON CONFLICT (version_id) DO NOTHING", version)
		if err != nil {
			return fmt.Errorf("store a version: %w", err)
		}
	}
	return nil
}

func newProvider(pool *sql.DB) (*goose.Provider, error) {
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider("", pool, steps, goose.WithStore(versions{}), goose.WithDisableGlobalRegistry(true),
		goose.WithLogger(goose.NopLogger()), goose.WithExcludeNames([]string{firstVersion, exactTexts, readers, messagesFile}),
		goose.WithGoMigrations(
			goose.NewGoMigration(1, &goose.GoFunc{RunTx: completeFirstVersion}, nil),
			goose.NewGoMigration(8, &goose.GoFunc{RunTx: addExactTexts}, nil),
			goose.NewGoMigration(readersVersion, &goose.GoFunc{RunTx: addReaders}, nil),
			goose.NewGoMigration(messagesVersion, &goose.GoFunc{RunTx: addMessages}, nil)))
}

// completeFirstVersion adds what a file lacks of version 1: all of it in a new file, some of it in a file of an early release, and nothing
// in a file of the last release without numbered migrations.
func completeFirstVersion(ctx context.Context, tx *sql.Tx) error {
	script, err := migrations.ReadFile("migrations/" + firstVersion)
	if err != nil {
		return err
	}
	wanted, err := schemaOf(ctx, string(script))
	if err != nil {
		return err
	}
	found, err := probe(ctx, tx)
	if err != nil {
		return err
	}
	return execAll(ctx, tx, missing(wanted, found))
}
