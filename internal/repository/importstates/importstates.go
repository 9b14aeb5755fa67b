// Package importstates reads and writes the table import_states: how far each transcript has been read.
package importstates

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

//go:embed put.sql
var putSQL string

// Repository stores how far each transcript has been read.
type Repository struct{ db *database.DB }

// New returns the repository in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

type stateRow struct {
	Path        string `bun:"path"`
	Format      string `bun:"format"`
	Size        int64  `bun:"size"`
	ModifiedNS  int64  `bun:"modified_ns"`
	Inode       int64  `bun:"inode"`
	Offset      int64  `bun:"read_offset"`
	HeadLength  int64  `bun:"head_length"`
	Head        string `bun:"head"`
	Carry       string `bun:"carry"`
	Finished    bool   `bun:"finished"`
	FirstRecord string `bun:"first_record"`
	SessionID   string `bun:"session_id"`
	Version     int    `bun:"reader_version"`
	Digest      string `bun:"digest"`
	Tail        string `bun:"tail"`
}

func fromRow(r *stateRow) importer.State {
	state := importer.State{
		Path: r.Path, Format: r.Format, Size: r.Size, ModifiedNS: r.ModifiedNS, Inode: uint64(r.Inode),
		Offset: r.Offset, Head: transcript.Head{Length: r.HeadLength, Digest: r.Head}, Finished: r.Finished, FirstRecord: r.FirstRecord, SessionID: r.SessionID,
		Version: r.Version, Digest: r.Digest, Tail: r.Tail,
	}
	if r.Carry != "" {
		state.Carry = []byte(r.Carry)
	}
	return state
}

func toRow(s importer.State) database.Args {
	return database.Args{
		"path": s.Path, "format": s.Format, "size": s.Size, "modified_ns": s.ModifiedNS, "inode": int64(s.Inode), "offset": s.Offset,
		"head_length": s.Head.Length, "head": s.Head.Digest, "carry": string(s.Carry), "finished": s.Finished, "first_record": s.FirstRecord,
		"session": s.SessionID, "version": s.Version, "digest": s.Digest, "tail": s.Tail,
	}
}

// States returns the states of all files. It reads the whole table, which has one row per file.
func (r *Repository) States(ctx context.Context) ([]importer.State, error) {
	rows, err := database.Select[stateRow](ctx, r.db, `
		SELECT path, format, as_integer(size) AS size, as_integer(modified_ns) AS modified_ns, as_integer(inode) AS inode,
			as_integer(read_offset) AS read_offset, as_integer(head_length) AS head_length, head, coalesce(as_text(carry), '') AS carry,
			is_true(finished) AS finished, first_record, session_id,
			coalesce(as_integer(reader_version), 0) AS reader_version, coalesce(digest, '') AS digest, coalesce(tail, '') AS tail
		FROM import_states WHERE path IS NOT NULL`)
	if err != nil {
		return nil, fmt.Errorf("list import states: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

// Save stores the states of files in one transaction.
func (r *Repository) Save(ctx context.Context, states []importer.State) error {
	err := r.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		for _, state := range states {
			if _, err := database.Exec(ctx, tx, putSQL, toRow(state)); err != nil {
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
