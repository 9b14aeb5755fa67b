package archive

import (
	"context"
	"io"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Open returns the text of a file, and what stands beside it, for an importer that reads it again. text is nil where the archive does not have all
// that was read of it: the file up to an offset, with a head, which may be empty where it is not known. It may run beside Keep, and so may Detach.
func (s *Service) Open(ctx context.Context, path string, head transcript.Head, offset int64) (text io.Reader, sidecar []byte, err error) {
	stored, found, err := s.store.Newest(ctx, path)
	if err != nil || !found || stored.Offset < offset {
		return nil, nil, err
	}
	kept := transcript.Head{Length: stored.HeadLength, Digest: stored.Head}
	if head.Digest != "" && kept.Digest != head.Digest {
		return nil, nil, nil
	}
	return s.open(ctx, stored.ID), stored.Sidecar, nil
}

// Detach has a file that was rewritten kept as a transcript of its own, beside what was kept of it before.
func (s *Service) Detach(ctx context.Context, path string) error {
	stored, found, err := s.store.Newest(ctx, path)
	if err != nil || !found {
		return err
	}
	stored.HeadLength, stored.Head = 0, rewrittenHead
	_, err = s.store.Put(ctx, model.ArchivedChange{Transcript: stored})
	s.forget(path)
	return err
}

// rewrittenHead is the head of what no file continues.
const rewrittenHead = "rewritten"
