package archive

import (
	"context"
	"io"
	"os"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Transcript is a file that was read.
type Transcript struct {
	Path, SessionID, Format string
	// Document marks a file that is one document, Packed one that is compressed.
	Document, Packed bool
	// Offset is how many bytes of the file were read. ModifiedNS is when it was changed before that, in nanoseconds since 1970.
	Offset, ModifiedNS int64
	// Sidecar returns what stands beside the transcript of a subagent, nil for nothing.
	Sidecar func() []byte
}

// Report is what a run added to the archive.
type Report struct {
	Transcripts int
	// Bytes is the size of the lines, Stored that of the parts that hold them.
	Bytes, Stored int64
}

// Add adds what another run added.
func (r *Report) Add(other Report) {
	r.Transcripts, r.Bytes, r.Stored = r.Transcripts+other.Transcripts, r.Bytes+other.Bytes, r.Stored+other.Stored
}

// position returns how far the transcript was read.
func (t *Transcript) position() position { return position{t.Offset, t.ModifiedNS} }

// together is for how many transcripts Keep asks the database at once.
const together = 100

// Keep adds what is new in transcripts to the archive, and calls progress after each. A file that cannot be read is passed over: it may have
// been removed since it was read. Keep is for one goroutine at a time.
func (s *Service) Keep(ctx context.Context, transcripts []Transcript, progress func(done int)) (Report, error) {
	b := batch{service: s}
	for first := 0; first < len(transcripts); first += together {
		some := transcripts[first:min(first+together, len(transcripts))]
		if err := s.keepSome(ctx, some, &b, func(done int) { progress(first + done) }); err != nil {
			return b.report, err
		}
	}
	err := b.store(ctx)
	return b.report, err
}

// keepSome adds what is new in some transcripts.
func (s *Service) keepSome(ctx context.Context, transcripts []Transcript, b *batch, progress func(done int)) error {
	newest, forgotten, err := s.lookUp(ctx, transcripts)
	if err != nil {
		return err
	}
	for n := range transcripts {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch t := &transcripts[n]; {
		case s.isKept(t):
		case forgotten[t.SessionID]:
			s.setKept(t)
		default:
			stored, found := newest[t.Path]
			if err := s.keep(ctx, t, stored, found, b); err != nil {
				return err
			}
		}
		progress(n + 1)
	}
	return nil
}

// lookUp returns what is stored of those transcripts that this service has not archived as they are, and which of their sessions are forgotten.
func (s *Service) lookUp(ctx context.Context, transcripts []Transcript) (newest map[string]model.ArchivedTranscript, forgotten map[string]bool, err error) {
	var paths, sessions []string
	for n := range transcripts {
		if t := &transcripts[n]; !s.isKept(t) {
			paths, sessions = append(paths, t.Path), append(sessions, t.SessionID)
		}
	}
	if len(paths) == 0 {
		return nil, nil, nil
	}
	if forgotten, err = s.sessions.Forgotten(ctx, sessions); err != nil {
		return nil, nil, err
	}
	newest, err = s.store.NewestOf(ctx, paths)
	return newest, forgotten, err
}

// keep adds what is new in one transcript. stored is the newest one of its path, if one was found.
func (s *Service) keep(ctx context.Context, t *Transcript, stored model.ArchivedTranscript, found bool, b *batch) error {
	in, err := os.Open(t.Path)
	if err != nil {
		s.setKept(t)
		return nil //nolint:nilerr // it was removed, or may not be read any more
	}
	defer in.Close()
	if stored = continued(t, stored, found, in); isKept(stored, t) {
		s.setKept(t)
		return nil
	}
	s.packer.reset()
	k := keeper{service: s, from: t, to: stored, packer: &s.packer, batch: b, head: transcript.HeadOf(in, t.Offset)}
	if err := k.run(ctx, in); err != nil {
		return err
	}
	k.end()
	return nil
}

// isKept reports whether the archive has all of a transcript.
func isKept(stored model.ArchivedTranscript, t *Transcript) bool {
	return stored.Offset == t.Offset && stored.ModifiedNS == t.ModifiedNS && stored.SessionID == t.SessionID
}

// continued returns the archived transcript that the file continues, or a new one: a file that begins differently has replaced the former one. Of
// a document the newest state is kept.
func continued(t *Transcript, stored model.ArchivedTranscript, found bool, in io.ReaderAt) model.ArchivedTranscript {
	if found && !t.Document {
		found = stored.Offset <= t.Offset && transcript.Head{Length: stored.HeadLength, Digest: stored.Head}.BeginsFile(in)
	}
	if !found {
		return model.ArchivedTranscript{Path: t.Path}
	}
	return stored
}

// describe sets what is known of the transcript once a number of its bytes are in the archive.
func (k *keeper) describe(offset int64) {
	k.to.SessionID, k.to.Format = k.from.SessionID, k.from.Format
	k.to.HeadLength, k.to.Head = k.head.Length, k.head.Digest
	if !k.isDescribed {
		k.to.Sidecar, k.isDescribed = k.sidecar(), true
	}
	k.to.Offset, k.to.ChangedAt = offset, model.NewInstant(time.Unix(0, k.from.ModifiedNS))
	if offset == k.from.Offset {
		k.to.ModifiedNS = k.from.ModifiedNS
	}
}

// sidecar returns the sidecar without secrets.
func (k *keeper) sidecar() []byte {
	content := k.from.Sidecar()
	if content == nil || k.service.redact == nil {
		return content
	}
	return k.service.redact(content)
}
