package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/bench/transcripts"
)

// growTranscripts writes the transcripts of an agent to a folder: each day a session, which grows turn by turn. Files are removed a day after
// their events were pruned.
func (l *load) growTranscripts(ctx context.Context, folder string) (err error) {
	random := rand.New(rand.NewPCG(1, 2))
	paths := func(day int) string {
		return filepath.Join(folder, fmt.Sprintf("soak-%s-%d.jsonl", filepath.Base(filepath.Dir(folder)), day))
	}
	ticker := time.NewTicker(turnEvery)
	defer ticker.Stop()
	var open *transcripts.Growing
	for present := -1; ; {
		select {
		case <-ctx.Done():
			if open == nil {
				return nil
			}
			return open.Close()
		case <-ticker.C:
		}
		if day := int(time.Since(l.calendar.begun) / l.calendar.day); day != present {
			present = day
			if open, err = l.nextTranscript(open, random, paths(day)); err != nil {
				return err
			}
			if err := os.Remove(paths(day - keptDays - 2)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		now := l.calendar.at(time.Now())
		// The files of agents were last changed when their last record was written. The archive is pruned by that time.
		l.troubles.add(ctx, "transcript", errors.Join(open.Turn(), os.Chtimes(paths(present), now, now)))
		l.done.add("turn of a transcript")
	}
}

// nextTranscript closes a transcript and begins the next one.
func (l *load) nextTranscript(last *transcripts.Growing, random *rand.Rand, path string) (*transcripts.Growing, error) {
	if last != nil {
		if err := last.Close(); err != nil {
			return nil, err
		}
	}
	mix := transcripts.Mixes()[1]
	session := filepath.Base(path)
	return mix.Grow(random, path, session[:len(session)-len(filepath.Ext(session))], l.calendar.at(time.Now()).Truncate(24*time.Hour))
}
