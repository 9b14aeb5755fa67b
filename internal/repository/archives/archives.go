// Package archives reads and writes the archive of transcripts.
package archives

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

//go:embed put_transcript.sql
var putTranscriptSQL string

//go:embed put_part.sql
var putPartSQL string

// Repository stores archived transcripts.
type Repository struct{ db *database.DB }

// New returns the repository in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

type transcriptRow struct {
	ID         int64  `bun:"transcript_id"`
	Path       string `bun:"path"`
	SessionID  string `bun:"session_id"`
	Format     string `bun:"format"`
	HeadLength int64  `bun:"head_length"`
	Head       string `bun:"head"`
	Offset     int64  `bun:"read_offset"`
	ModifiedNS int64  `bun:"modified_ns"`
	ChangedAt  string `bun:"changed_at"`
	Sidecar    []byte `bun:"sidecar"`
}

func fromRow(r *transcriptRow) model.ArchivedTranscript {
	return model.ArchivedTranscript{
		ID: r.ID, Path: r.Path, SessionID: r.SessionID, Format: r.Format, HeadLength: r.HeadLength, Head: r.Head, Offset: r.Offset,
		ModifiedNS: r.ModifiedNS, ChangedAt: model.Instant(r.ChangedAt), Sidecar: r.Sidecar,
	}
}

func toRow(t *model.ArchivedTranscript) database.Args {
	args := database.Args{
		"path": t.Path, "session": t.SessionID, "format": t.Format, "head_length": t.HeadLength, "head": t.Head, "offset": t.Offset,
		"modified_ns": t.ModifiedNS, "changed_at": string(t.ChangedAt), "sidecar": t.Sidecar, "id": nil,
	}
	if t.ID != 0 {
		args["id"] = t.ID
	}
	return args
}

const columns = "transcript_id, path, session_id, format, head_length, head, read_offset, modified_ns, changed_at, sidecar"

// Newest returns the newest transcript of a path, and false if there is none. idx_archived_transcripts_path serves it.
func (r *Repository) Newest(ctx context.Context, path string) (model.ArchivedTranscript, bool, error) {
	row, found, err := database.Get[transcriptRow](ctx, r.db,
		"SELECT "+columns+" FROM archived_transcripts WHERE path = ? ORDER BY transcript_id DESC LIMIT 1", path)
	if err != nil {
		return model.ArchivedTranscript{}, false, fmt.Errorf("look for an archived transcript: %w", err)
	}
	return fromRow(&row), found, nil
}

// OfSessions returns the transcripts of sessions, the newest of each path. idx_archived_transcripts_session serves it.
func (r *Repository) OfSessions(ctx context.Context, sessionIDs []string) ([]model.ArchivedTranscript, error) {
	rows, err := database.Select[transcriptRow](ctx, r.db, `
		SELECT `+columns+` FROM archived_transcripts WHERE transcript_id IN (
			SELECT max(transcript_id) FROM archived_transcripts WHERE any_of(session_id, ?) GROUP BY path)
		ORDER BY path`, sessionIDs)
	if err != nil {
		return nil, fmt.Errorf("list archived transcripts: %w", err)
	}
	return query.FromRows(rows, fromRow), nil
}

type partRow struct {
	Number int64  `bun:"number"`
	Lines  int64  `bun:"lines"`
	Bytes  int64  `bun:"bytes"`
	Data   []byte `bun:"data"`
}

func fromPart(row *partRow) model.ArchivedPart { return model.ArchivedPart(*row) }

// Part returns the first part of a transcript from a number on, and false if there is none. The primary key serves it.
func (r *Repository) Part(ctx context.Context, transcript, from int64) (model.ArchivedPart, bool, error) {
	return r.part(ctx, "number >= :from ORDER BY number LIMIT 1", database.Args{"transcript": transcript, "from": from})
}

// LastPart returns the last part of a transcript, and false if there is none. The primary key serves it.
func (r *Repository) LastPart(ctx context.Context, transcript int64) (model.ArchivedPart, bool, error) {
	return r.part(ctx, "true ORDER BY number DESC LIMIT 1", database.Args{"transcript": transcript})
}

func (r *Repository) part(ctx context.Context, which string, args database.Args) (model.ArchivedPart, bool, error) {
	row, found, err := database.Get[partRow](ctx, r.db,
		"SELECT number, lines, bytes, data FROM archived_parts WHERE transcript_id = :transcript AND "+which, args)
	if err != nil {
		return model.ArchivedPart{}, false, fmt.Errorf("read a part of an archived transcript: %w", err)
	}
	return fromPart(&row), found, nil
}

// NewestOf returns the newest transcripts of paths, by their paths. idx_archived_transcripts_path serves it.
func (r *Repository) NewestOf(ctx context.Context, paths []string) (map[string]model.ArchivedTranscript, error) {
	rows, err := database.Select[transcriptRow](ctx, r.db, `
		SELECT `+columns+` FROM archived_transcripts WHERE transcript_id IN (
			SELECT max(transcript_id) FROM archived_transcripts WHERE any_of(path, ?) GROUP BY path)`, paths)
	if err != nil {
		return nil, fmt.Errorf("look for archived transcripts: %w", err)
	}
	newest := make(map[string]model.ArchivedTranscript, len(rows))
	for i := range rows {
		newest[rows[i].Path] = fromRow(&rows[i])
	}
	return newest, nil
}

// Put stores what is new of transcripts in one transaction. It returns their ids.
func (r *Repository) Put(ctx context.Context, changes ...model.ArchivedChange) ([]int64, error) {
	ids := make([]int64, len(changes))
	err := r.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		for i := range changes {
			var err error
			if ids[i], err = put(ctx, tx, &changes[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("archive transcripts: %w", err)
	}
	return ids, nil
}

func put(ctx context.Context, tx *database.Tx, c *model.ArchivedChange) (id int64, err error) {
	if id, err = database.Value[int64](ctx, tx, putTranscriptSQL, toRow(&c.Transcript)); err != nil {
		return 0, err
	}
	if c.IsWhole {
		if _, err := database.Exec(ctx, tx, "DELETE FROM archived_parts WHERE transcript_id = ?", id); err != nil {
			return 0, err
		}
	}
	for _, p := range c.Parts {
		if err := putPart(ctx, tx, id, p); err != nil {
			return 0, err
		}
	}
	return id, nil
}

func putPart(ctx context.Context, q database.Querier, transcript int64, p model.ArchivedPart) error {
	_, err := database.Exec(ctx, q, putPartSQL, database.Args{
		"transcript": transcript, "number": p.Number, "lines": p.Lines, "bytes": p.Bytes, "data": p.Data,
	})
	return err
}

// Transcripts returns the ids of all transcripts.
func (r *Repository) Transcripts(ctx context.Context) ([]int64, error) {
	ids, err := database.Select[int64](ctx, r.db, "SELECT transcript_id FROM archived_transcripts ORDER BY transcript_id")
	if err != nil {
		return nil, fmt.Errorf("list archived transcripts: %w", err)
	}
	return ids, nil
}

// Replace stores a part in place of the one with its number. It returns false where that one has become another meanwhile.
func (r *Repository) Replace(ctx context.Context, transcript int64, before, after model.ArchivedPart) (bool, error) {
	changed, err := database.Exec(ctx, r.db,
		"UPDATE archived_parts SET lines = :lines, bytes = :bytes, data = :data WHERE transcript_id = :transcript AND number = :number AND data = :before",
		database.Args{
			"lines": after.Lines, "bytes": after.Bytes, "data": after.Data, "transcript": transcript, "number": before.Number, "before": before.Data,
		})
	if err != nil {
		return false, fmt.Errorf("replace a part of an archived transcript: %w", err)
	}
	return changed > 0, nil
}

type sizeRow struct {
	Transcripts int64 `bun:"transcripts"`
	Bytes       int64 `bun:"bytes"`
	Stored      int64 `bun:"stored"`
}

// Size returns the size of the archive. It reads all of its rows.
func (r *Repository) Size(ctx context.Context) (model.ArchiveSize, error) {
	row, err := database.Value[sizeRow](ctx, r.db, `
		SELECT (SELECT count(*) FROM archived_transcripts) AS transcripts, coalesce(sum(bytes), 0) AS bytes, coalesce(sum(length(data)), 0) AS stored
		FROM archived_parts`)
	if err != nil {
		return model.ArchiveSize{}, fmt.Errorf("measure the archive: %w", err)
	}
	return model.ArchiveSize(row), nil
}
