// Package ingestion owns what clients send to the API to be stored: events, sessions and hook payloads. It passes them to the one
// writer.
package ingestion

import (
	"context"
	"errors"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/access"
)

// Writer stores observations and returns when they are committed.
type Writer interface {
	Submit(ctx context.Context, observations []ingest.Observation) ([]ingest.Result, error)
}

// Sessions reads stored sessions.
type Sessions interface {
	HasSession(ctx context.Context, sessionID string) (bool, error)
}

// Service stores what clients send. It is safe for concurrent use.
type Service struct {
	writer   Writer
	sessions Sessions
	now      func() time.Time
}

// New returns the service. A nil writer means that the database is opened read-only.
func New(writer Writer, sessions Sessions, now func() time.Time) *Service {
	return &Service{writer: writer, sessions: sessions, now: now}
}

// Now returns the current instant.
func (s *Service) Now() model.Instant { return model.NewInstant(s.now()) }

// Submit stores observations and returns a result for each.
func (s *Service) Submit(ctx context.Context, observations []ingest.Observation) ([]ingest.Result, error) {
	if s.writer == nil {
		return nil, apperr.ReadOnly("The database is opened read-only. Events cannot be stored.")
	}
	if len(observations) == 0 {
		return nil, nil
	}
	access.Report(ctx, len(observations))
	for _, o := range observations {
		if e := o.Event; e != nil && e.Source == ingest.SourceAPI && e.Message == nil {
			e.Message = ingest.MessageOf(e)
		}
	}
	return s.writer.Submit(ctx, observations)
}

// Session stores a session.
func (s *Service) Session(ctx context.Context, session ingest.Session) (ingest.Outcome, error) {
	results, err := s.Submit(ctx, []ingest.Observation{{Session: &session}})
	if err != nil {
		return "", err
	}
	if err := Refusal(results[0], "body"); err != nil {
		return "", err
	}
	return results[0].Outcome, nil
}

// errFailed is the error of an observation that the store failed to store. The client reads nothing of the cause.
var errFailed = errors.New("an observation cannot be stored")

// Refusal returns the error of a result, nil if the observation is stored: CodeInvalid where the observation is at fault, at a location in the
// request, and CodeInternal where the store failed.
func Refusal(result ingest.Result, location ...string) error {
	switch {
	case result.Outcome != ingest.Refused:
		return nil
	case result.Failed:
		return errFailed
	default:
		return apperr.InvalidFields(Field(result, location...))
	}
}

// Change updates an existing session. It returns CodeNotFound for an unknown one.
func (s *Service) Change(ctx context.Context, session ingest.Session) (ingest.Outcome, error) {
	if s.writer != nil {
		found, err := s.sessions.HasSession(ctx, session.ID)
		if err == nil && !found {
			err = apperr.NotFound("Session not found")
		}
		if err != nil {
			return "", err
		}
	}
	return s.Session(ctx, session)
}

// Field returns the invalid field of a refused observation. location is the path to the observation in the request.
func Field(result ingest.Result, location ...string) apperr.Field {
	field := apperr.Field{Location: location, Message: result.Problem, Type: "value_error"}
	if result.Field != "" {
		field.Location = append(field.Location, result.Field)
	}
	return field
}
