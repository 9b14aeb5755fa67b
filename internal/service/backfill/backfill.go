// Package backfill makes messages of events that have none: of those that earlier releases stored, and of those that other programs store. What is known of them is
// what their rows say; a transcript that is read again knows more, and takes its place.
package backfill

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// Events reads stored events.
type Events interface {
	// Earlier returns the number of the newest row that was stored before there were messages, 0 for none.
	Earlier(ctx context.Context) (int64, error)
	// LastRow returns the number of the newest row, 0 for none.
	LastRow(ctx context.Context) (int64, error)
	// WithoutMessage returns the events without a message among the rows from one number up to another, both included.
	WithoutMessage(ctx context.Context, from, to int64) ([]ingest.StoredEvent, error)
}

// Writer stores observations.
type Writer interface {
	Submit(ctx context.Context, observations []ingest.Observation) ([]ingest.Result, error)
}

// How many rows are looked at together, and the pause after a step that wrote, in which others can write.
const (
	rowsTogether = 2000
	stepRest     = 30 * time.Millisecond
	// reportEvery is how many rows are looked at between two messages in the log.
	reportEvery = 200_000
)

// Job makes messages. It keeps no state: an event with a message is passed over, so a run that was interrupted goes on where it was.
type Job struct {
	events Events
	writer Writer
	sleep  func(ctx context.Context, d time.Duration) error
	logger *slog.Logger
	// earlier is the newest row of before there were messages, newest the newest one that was looked at, and made counts the messages.
	earlier, newest, made int64
}

// New returns the job.
func New(events Events, writer Writer, sleep func(ctx context.Context, d time.Duration) error, logger *slog.Logger) *Job {
	return &Job{events: events, writer: writer, sleep: sleep, logger: logger}
}

// Run makes messages of all events that have none, the newest first, and after each change of those that came since: other programs store events
// too. It returns when ctx ends.
func (j *Job) Run(ctx context.Context, changes <-chan struct{}) error {
	for {
		if err := j.catchUp(ctx); err != nil && ctx.Err() == nil && apperr.CodeOf(err) != apperr.CodeUnavailable {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changes:
		}
		if err := j.sleep(ctx, changePause); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

// changePause is the time after a change before new events are looked at, so that many changes cost as little as one.
const changePause = 2 * time.Second

// catchUp looks at the rows that came since the last time, from the newest to the oldest.
func (j *Job) catchUp(ctx context.Context) error {
	last, err := j.events.LastRow(ctx)
	if err != nil || last <= j.newest {
		return err
	}
	if j.earlier, err = j.events.Earlier(ctx); err != nil {
		return err
	}
	made := j.made
	for to := last; to > j.newest; to -= rowsTogether {
		if err := j.step(ctx, max(j.newest+1, to-rowsTogether+1), to); err != nil {
			return err
		}
		if to < last && (last-to)%reportEvery == 0 && j.made > made {
			j.logger.Info("making messages of events that have none", "rows_left", to-j.newest, "messages", j.made)
		}
	}
	j.newest = last
	if j.made > made {
		j.logger.Info("made messages of events that had none", "messages", j.made-made)
	}
	return nil
}

// step makes the messages of some rows.
func (j *Job) step(ctx context.Context, from, to int64) error {
	events, err := j.events.WithoutMessage(ctx, from, to)
	if err != nil {
		return err
	}
	var observations []ingest.Observation
	for i := range events {
		if m := j.messageOf(&events[i]); m != nil {
			observations = append(observations, ingest.Observation{Message: m})
		}
	}
	if len(observations) == 0 {
		return nil
	}
	if err := j.submit(ctx, observations); err != nil {
		return fmt.Errorf("store messages of events: %w", err)
	}
	j.made += int64(len(observations))
	return j.sleep(ctx, stepRest)
}

// submit stores observations. Where the queue of the writer is full, it waits.
func (j *Job) submit(ctx context.Context, observations []ingest.Observation) error {
	for {
		_, err := j.writer.Submit(ctx, observations)
		if apperr.CodeOf(err) != apperr.CodeBusy {
			return err
		}
		if err := j.sleep(ctx, time.Second); err != nil {
			return err
		}
	}
}

// messageOf returns the message of an event, nil for an event that is none, and for one without a time. What a source reports since there are messages
// has its message from that source, or has none.
func (j *Job) messageOf(e *ingest.StoredEvent) *ingest.Message {
	if e.Row > j.earlier && ingest.IsDerived(e.ID) || agent.EventNamed(e.ToolName).Kind == agent.TurnFailed {
		return nil
	}
	m := ingest.MessageOf(&e.Event)
	if _, hasTime := e.At.Time(); m == nil || !hasTime {
		return nil
	}
	m.ID, m.EventID, m.SessionID, m.Subagent, m.At, m.Model = e.ID, e.ID, e.SessionID, e.Subagent, e.At, e.Model
	return m
}
