// Package archive keeps the transcripts that were read, without secrets and compressed, because agents delete their files after some weeks:
// a later release can read them again, and a session can be written back for its agent.
package archive

import (
	"context"
	"sync"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Store is what the service needs of stored transcripts.
type Store interface {
	// Newest returns the newest transcript of a path, and false if there is none. NewestOf returns those of paths that have any.
	Newest(ctx context.Context, path string) (model.ArchivedTranscript, bool, error)
	NewestOf(ctx context.Context, paths []string) (map[string]model.ArchivedTranscript, error)
	// OfSessions returns the transcripts of sessions, the newest of each path.
	OfSessions(ctx context.Context, sessionIDs []string) ([]model.ArchivedTranscript, error)
	// Part returns the first part of a transcript from a number on, LastPart its last one. Both return false if there is none.
	Part(ctx context.Context, transcript, from int64) (model.ArchivedPart, bool, error)
	LastPart(ctx context.Context, transcript int64) (model.ArchivedPart, bool, error)
	// Put stores what is new of transcripts, or nothing, and returns their ids.
	Put(ctx context.Context, changes ...model.ArchivedChange) ([]int64, error)
	// Transcripts returns the ids of all transcripts.
	Transcripts(ctx context.Context) ([]int64, error)
	// Replace stores a part in place of the one with its number. It returns false where that one has become another meanwhile.
	Replace(ctx context.Context, transcript int64, before, after model.ArchivedPart) (bool, error)
}

// Sessions is what the service needs to know of sessions.
type Sessions interface {
	// Family returns a session and the sessions of its subagents, or nil for an unknown session.
	Family(ctx context.Context, sessionID string) ([]string, error)
	// Forgotten returns which of the sessions are forgotten.
	Forgotten(ctx context.Context, sessionIDs []string) (map[string]bool, error)
}

// Service keeps transcripts.
type Service struct {
	store    Store
	sessions Sessions
	// redact replaces the secrets in a line. nil keeps them.
	redact func(line []byte) []byte
	codec  *codec
	// packer and lines are for one transcript after another, with one buffer each.
	packer packer
	lines  *transcript.Lines
	// mu is held for work in memory only. kept is what was archived of each path by this service.
	mu   sync.Mutex
	kept map[string]position
}

// position is how far a file was archived, and when it was changed before that.
type position struct{ offset, modifiedNS int64 }

// New returns the service. redact replaces the secrets in a line; nil keeps lines as they are.
func New(store Store, sessions Sessions, redact func(line []byte) []byte) *Service {
	compressing := newCodec()
	return &Service{
		store: store, sessions: sessions, redact: redact, codec: compressing, packer: packer{codec: compressing}, kept: map[string]position{},
	}
}

// isKept reports whether this service has archived a transcript as it is now.
func (s *Service) isKept(t *Transcript) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[t.Path] == t.position()
}

// setKept says that a transcript was archived as it is now.
func (s *Service) setKept(t *Transcript) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[t.Path] = t.position()
}

// forget has a path archived again.
func (s *Service) forget(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.kept, path)
}
