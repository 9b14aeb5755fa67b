package archive

import (
	"bytes"
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Rewrite calls change with each line of all archived transcripts and stores the results. A dry run stores nothing. A run that was
// interrupted can be started again.
func (s *Service) Rewrite(ctx context.Context, dryRun bool, change func(line []byte) []byte) error {
	transcripts, err := s.store.Transcripts(ctx)
	if err != nil {
		return err
	}
	for _, id := range transcripts {
		if err := s.rewrite(ctx, id, dryRun, change); err != nil {
			return err
		}
	}
	return nil
}

// rewrite rewrites one transcript, part by part.
func (s *Service) rewrite(ctx context.Context, transcript int64, dryRun bool, change func(line []byte) []byte) error {
	next := int64(0)
	for {
		before, found, err := s.store.Part(ctx, transcript, next)
		if err != nil || !found {
			return err
		}
		after, changed, err := s.rewritePart(before, change)
		if err != nil {
			return err
		}
		if changed && !dryRun {
			// A part that got more lines meanwhile is looked at again.
			if changed, err = s.store.Replace(ctx, transcript, before, after); err != nil {
				return err
			}
			if !changed {
				continue
			}
		}
		next = before.Number + 1
	}
}

// rewritePart returns a part with changed lines, and whether any differs.
func (s *Service) rewritePart(before model.ArchivedPart, change func(line []byte) []byte) (model.ArchivedPart, bool, error) {
	text, err := s.codec.decompress(before.Data)
	if err != nil {
		return before, false, err
	}
	changed := make([]byte, 0, len(text))
	for line := range bytes.Lines(text) {
		changed = append(append(changed, change(bytes.TrimSuffix(line, []byte("\n")))...), '\n')
	}
	if bytes.Equal(changed, text) {
		return before, false, nil
	}
	data, err := s.codec.compress(changed)
	return model.ArchivedPart{Number: before.Number, Lines: before.Lines, Bytes: int64(len(changed)), Data: data}, true, err
}
