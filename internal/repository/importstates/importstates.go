// Package importstates reads and writes the table import_states: how far each transcript has been read.
package importstates

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
)

// Repository keeps how far each transcript has been read.
type Repository struct{ db *database.DB }

// New returns the repository in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

type importStateRow struct {
	Path        string `bun:"path"`
	Format      string `bun:"format"`
	Size        int64  `bun:"size"`
	ModifiedNS  int64  `bun:"modified_ns"`
	Inode       int64  `bun:"inode"`
	Offset      int64  `bun:"offset"`
	HeadLength  int64  `bun:"head_length"`
	Head        string `bun:"head"`
	Carry       string `bun:"carry"`
	Finished    bool   `bun:"finished"`
	FirstRecord string `bun:"first_record"`
}

// States returns what is kept of all files. It reads the whole table: one row a file.
func (r *Repository) States(ctx context.Context) ([]importer.State, error) {
	var rows []importStateRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw(`SELECT path, format, CAST(size AS BIGINT) AS size, CAST(modified_ns AS BIGINT) AS modified_ns,
			CAST(inode AS BIGINT) AS inode, CAST(offset AS BIGINT) AS offset, CAST(head_length AS BIGINT) AS head_length, head,
			coalesce(`+database.Text("carry")+`, '') AS carry, finished <> 0 AS finished, first_record
			FROM import_states WHERE path IS NOT NULL`).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list import states: %w", err)
	}
	states := make([]importer.State, len(rows))
	for i, row := range rows {
		states[i] = importer.State{
			Path: row.Path, Format: row.Format, Size: row.Size, ModifiedNS: row.ModifiedNS, Inode: uint64(row.Inode),
			Offset: row.Offset, HeadLength: row.HeadLength, Head: row.Head, Finished: row.Finished, FirstRecord: row.FirstRecord,
		}
		if row.Carry != "" {
			states[i].Carry = []byte(row.Carry)
		}
	}
	return states, nil
}

// putImportState stores the state of one file. The primary key serves it.
const putImportState = `INSERT INTO import_states (path, format, size, modified_ns, inode, offset, head_length, head, carry, finished, first_record)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET format = excluded.format, size = excluded.size,
	modified_ns = excluded.modified_ns, inode = excluded.inode, offset = excluded.offset, head_length = excluded.head_length,
	head = excluded.head, carry = excluded.carry, finished = excluded.finished, first_record = excluded.first_record`

// Keep stores the states of files in one transaction.
func (r *Repository) Keep(ctx context.Context, states []importer.State) error {
	err := r.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		for _, s := range states {
			_, err := tx.NewRaw(putImportState, database.TextValue(s.Path), s.Format, s.Size, s.ModifiedNS, int64(s.Inode), s.Offset,
				s.HeadLength, s.Head, database.TextValue(string(s.Carry)), s.Finished, s.FirstRecord).Exec(ctx)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep import states: %w", err)
	}
	return nil
}
