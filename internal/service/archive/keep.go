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

// Keep adds what is new in transcripts to the archive, and calls progress after each. A file that cannot be read is passed over: it may have
// been removed since it was read. Keep is for one goroutine.
func (s *Service) Keep(ctx context.Context, transcripts []Transcript, progress func(done int)) (Report, error) {
	var report Report
	for n, t := range transcripts {
		if err := ctx.Err(); err != nil {
			return report, err
		}
		now := position{t.Offset, t.ModifiedNS}
		if s.kept[t.Path] != now {
			if err := s.keep(ctx, t, &report); err != nil {
				return report, err
			}
			s.kept[t.Path] = now
		}
		progress(n + 1)
	}
	return report, nil
}

// keep adds what is new in one transcript.
func (s *Service) keep(ctx context.Context, t Transcript, report *Report) error {
	forgotten, err := s.sessions.Forgotten(ctx, []string{t.SessionID})
	if err != nil || forgotten[t.SessionID] {
		return err
	}
	in, err := os.Open(t.Path)
	if err != nil {
		return nil //nolint:nilerr // it was removed, or may not be read any more
	}
	defer in.Close()
	stored, err := s.begin(ctx, t, in)
	if err != nil || isKept(stored, t) {
		return err
	}
	report.Transcripts++
	k := keeper{service: s, from: t, to: stored, report: report, packer: packer{codec: s.codec}}
	return k.run(ctx, in)
}

// isKept reports whether the archive has all of a transcript.
func isKept(stored model.ArchivedTranscript, t Transcript) bool {
	return stored.Offset == t.Offset && stored.ModifiedNS == t.ModifiedNS && stored.SessionID == t.SessionID
}

// begin returns the archived transcript that the file continues, or a new one: a file that begins differently has replaced the former one. Of
// a document the newest state is kept.
func (s *Service) begin(ctx context.Context, t Transcript, in io.ReaderAt) (model.ArchivedTranscript, error) {
	stored, found, err := s.store.Newest(ctx, t.Path)
	if err != nil {
		return stored, err
	}
	if found && !t.Document {
		found = stored.Offset <= t.Offset && transcript.Head{Length: stored.HeadLength, Digest: stored.Head}.BeginsFile(in)
	}
	if !found {
		stored = model.ArchivedTranscript{Path: t.Path}
	}
	return stored, nil
}

// describe sets what is known of the transcript once a number of its bytes are in the archive.
func (k *keeper) describe(in io.ReaderAt, offset int64) {
	head := transcript.HeadOf(in, k.from.Offset)
	k.to.SessionID, k.to.Format = k.from.SessionID, k.from.Format
	k.to.HeadLength, k.to.Head, k.to.Sidecar = head.Length, head.Digest, k.sidecar()
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
