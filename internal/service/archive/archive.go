// Package archive keeps the transcripts that were read, without secrets and compressed, because agents delete their files after some weeks:
// a later release can read them again, and a session can be written back for its agent.
package archive

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Store is what the service needs of stored transcripts.
type Store interface {
	// Newest returns the newest transcript of a path, and false if there is none.
	Newest(ctx context.Context, path string) (model.ArchivedTranscript, bool, error)
	// OfSessions returns the transcripts of sessions, the newest of each path.
	OfSessions(ctx context.Context, sessionIDs []string) ([]model.ArchivedTranscript, error)
	// Part returns the first part of a transcript from a number on, LastPart its last one. Both return false if there is none.
	Part(ctx context.Context, transcript, from int64) (model.ArchivedPart, bool, error)
	LastPart(ctx context.Context, transcript int64) (model.ArchivedPart, bool, error)
	// Put stores a transcript, and parts of it in place of those with the same numbers. With all, they replace all of its parts. It returns
	// the id of the transcript.
	Put(ctx context.Context, t model.ArchivedTranscript, parts []model.ArchivedPart, all bool) (int64, error)
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
	// kept is what was archived of each path by this service.
	kept map[string]position
}

// position is how far a file was archived, and when it was changed before that.
type position struct{ offset, modifiedNS int64 }

// New returns the service. redact replaces the secrets in a line; nil keeps lines as they are.
func New(store Store, sessions Sessions, redact func(line []byte) []byte) *Service {
	return &Service{store: store, sessions: sessions, redact: redact, codec: newCodec(), kept: map[string]position{}}
}
