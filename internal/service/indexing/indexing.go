// Package indexing fills the index of texts in the background: with what was stored before there was an index, and with what other builds stored
// without it. What this build stores is indexed with it.
package indexing

import (
	"context"
	"log/slog"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Index is the index of texts.
type Index interface {
	Progress(ctx context.Context) (model.IndexProgress, error)
	// Fill indexes about so many bytes of texts that are not in the index, and returns how many parts it looked at: 0 once all are indexed.
	Fill(ctx context.Context, bytes int) (int, error)
	// Merge merges some pages of the index, and reports whether there may be more to merge.
	Merge(ctx context.Context, pages int) (bool, error)
}

// How much is done in one transaction, and the pause behind it, in which others can write.
const (
	bytesTogether = 512 << 10
	pagesTogether = 200
	stepRest      = 5 * time.Millisecond
	// changePause is the time after a change before the index is looked at, so that many changes cost as little as one.
	changePause = 5 * time.Second
	// mergeAfter is how many parts are indexed before the index is merged, and mergeSteps bounds what is merged then.
	mergeAfter = 5000
	mergeSteps = 50
)

// Job fills the index. The database says what is indexed, so a run that was interrupted goes on where it was.
type Job struct {
	index  Index
	sleep  func(ctx context.Context, d time.Duration) error
	logger *slog.Logger
	// merged is the newest part that was in the index when it was merged.
	merged int64
}

// New returns the job.
func New(index Index, sleep func(ctx context.Context, d time.Duration) error, logger *slog.Logger) *Job {
	return &Job{index: index, sleep: sleep, logger: logger}
}

// Run indexes all texts, the newest first, and after each change what came without being indexed. Where nothing changed it writes nothing. It returns
// when ctx ends.
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

func (j *Job) catchUp(ctx context.Context) error {
	state, err := j.index.Progress(ctx)
	if err != nil || !state.HasIndex {
		return err
	}
	indexed := int64(0)
	for missing := state.Missing; missing > 0; {
		n, err := j.index.Fill(ctx, bytesTogether)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		if indexed == 0 {
			j.logger.Info("indexing texts for the search", "parts", missing)
		}
		indexed += int64(n)
		if err := j.sleep(ctx, stepRest); err != nil {
			return err
		}
	}
	if indexed > 0 {
		j.logger.Info("indexed texts for the search", "parts", indexed)
	}
	if j.merged == 0 {
		j.merged = state.Last
	}
	if indexed < mergeAfter && state.Last-j.merged < mergeAfter {
		return nil
	}
	j.merged = state.Last
	return j.merge(ctx)
}

func (j *Job) merge(ctx context.Context) error {
	for range mergeSteps {
		more, err := j.index.Merge(ctx, pagesTogether)
		if err != nil || !more {
			return err
		}
		if err := j.sleep(ctx, stepRest); err != nil {
			return err
		}
	}
	return nil
}
