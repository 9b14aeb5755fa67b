// Package redaction applies the current redaction rules to stored data: the texts of all tables, the archived transcripts, and the hook
// payloads in the spool.
package redaction

import (
	"context"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/redact"
)

// Texts is what the service needs of stored texts.
type Texts interface {
	Tables(ctx context.Context) ([]model.TextTable, error)
	Count(ctx context.Context, table model.TextTable) (int64, error)
	// Page returns up to limit rows that follow a row, in their order.
	Page(ctx context.Context, table model.TextTable, after int64, limit int) ([]model.TextRow, error)
	// Replace makes all changes or none. It skips texts that are no longer the old ones.
	Replace(ctx context.Context, table model.TextTable, changes []model.TextChange) error
}

// Documents is what the service needs of texts that are not in the columns of tables as they are: the lines of archived transcripts, the long texts
// of messages, and the hook payloads that wait. Most are JSON.
type Documents interface {
	// Rewrite calls change with each document and stores the result. A dry run stores nothing.
	Rewrite(ctx context.Context, dryRun bool, change func(document []byte) []byte) error
}

// Space is what the service needs of the file.
type Space interface {
	// Vacuum rewrites the file without free space, which holds old texts.
	Vacuum(ctx context.Context) error
}

// Clock waits.
type Clock interface {
	// Sleep returns an error when ctx ends first.
	Sleep(ctx context.Context, d time.Duration) error
}

// Service redacts stored data.
type Service struct {
	texts    Texts
	messages Documents
	archive  Documents
	space    Space
	spool    Documents
	clock    Clock
}

// New returns the service.
func New(texts Texts, messages, archive Documents, space Space, spool Documents, clock Clock) *Service {
	return &Service{texts, messages, archive, space, spool, clock}
}

// Found counts the secrets in a table or in the spool.
type Found struct {
	// Name is the name of the table, "messages" for the long texts of these, "archive", or "spool". Visited counts all rows, and Rows those with secrets.
	Name                  string
	Rows, Values, Visited int64
}

// Report is the result of a run. It includes tables without secrets.
type Report []Found

// Values returns the total number of secrets.
func (r Report) Values() int64 {
	total := int64(0)
	for _, found := range r {
		total += found.Values
	}
	return total
}

// Options configures a run.
type Options struct {
	// DryRun counts secrets without changing anything.
	DryRun bool
	// Vacuum rewrites the file at the end if something was replaced, because its free space holds old texts.
	Vacuum bool
	// Progress is called with the number of rows read so far.
	Progress func(rows int64)
}

// Rows returns the number of rows that a run reads.
func (s *Service) Rows(ctx context.Context) (int64, error) {
	tables, err := s.texts.Tables(ctx)
	total := int64(0)
	for _, table := range tables {
		count, failed := s.texts.Count(ctx, table)
		if failed != nil {
			return 0, failed
		}
		total += count
	}
	return total, err
}

// Redact replaces the secrets in all stored texts, step by step. A run that was interrupted can be started again: redacted texts do not
// change. The report is valid even if Redact fails.
func (s *Service) Redact(ctx context.Context, o Options) (Report, error) {
	var report Report
	tables, err := s.texts.Tables(ctx)
	if err != nil {
		return nil, err
	}
	read := int64(0)
	for _, table := range tables {
		found, err := s.redactTable(ctx, table, o, read)
		report, read = append(report, found), read+found.Visited
		if err != nil {
			return report, err
		}
	}
	for _, kept := range []struct {
		name string
		of   Documents
	}{{"messages", s.messages}, {"archive", s.archive}} {
		found, err := redactDocuments(ctx, kept.name, kept.of, o.DryRun)
		if report = append(report, found); err != nil {
			return report, err
		}
	}
	if o.Vacuum && !o.DryRun && report.Values() > 0 {
		if err := s.space.Vacuum(ctx); err != nil {
			return report, err
		}
	}
	waiting, err := redactDocuments(ctx, "spool", s.spool, o.DryRun)
	return append(report, waiting), err
}

func redactDocuments(ctx context.Context, name string, documents Documents, dryRun bool) (Found, error) {
	found := Found{Name: name}
	err := documents.Rewrite(ctx, dryRun, func(document []byte) []byte {
		redacted := redact.JSON("", document)
		found.add(marks(string(document), string(redacted)))
		return redacted
	})
	return found, err
}

// add counts a row with a number of secrets.
func (f *Found) add(values int64) {
	f.Visited++
	f.Values += values
	if values > 0 {
		f.Rows++
	}
}

// The number of rows in a step, and the pause after a step that wrote, in which others can write.
const (
	stepRows = 500
	stepRest = 26 * time.Millisecond
)

func (s *Service) redactTable(ctx context.Context, table model.TextTable, o Options, read int64) (Found, error) {
	found := Found{Name: table.Name}
	after := int64(-1 << 63)
	for {
		rows, err := s.texts.Page(ctx, table, after, stepRows)
		if err != nil || len(rows) == 0 {
			return found, err
		}
		after = rows[len(rows)-1].Row
		changes := found.changes(table, rows)
		if len(changes) > 0 && !o.DryRun {
			if err := s.texts.Replace(ctx, table, changes); err != nil {
				return found, err
			}
			if err := s.clock.Sleep(ctx, stepRest); err != nil {
				return found, err
			}
		}
		if o.Progress != nil {
			o.Progress(read + found.Visited)
		}
	}
}

// changes returns the replacements in rows, and counts them.
func (f *Found) changes(table model.TextTable, rows []model.TextRow) []model.TextChange {
	var changes []model.TextChange
	for _, row := range rows {
		values := int64(0)
		for i, text := range row.Texts {
			if redacted := redact.Text(text); redacted != text {
				values += marks(text, redacted)
				changes = append(changes, model.TextChange{Row: row.Row, Column: table.Columns[i], Old: text, New: redacted})
			}
		}
		f.add(values)
	}
	return changes
}

// marks returns the number of secrets that were replaced in a text.
func marks(text, redacted string) int64 {
	if text == redacted {
		return 0
	}
	return int64(max(strings.Count(redacted, redact.Mark)-strings.Count(text, redact.Mark), 1))
}
