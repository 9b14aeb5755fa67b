package presence

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

const (
	// writePause is the least time between two write-backs.
	writePause = time.Second
	// writeBudget is how long a write-back may wait for the file: telling must not wait for it.
	writeBudget = 500 * time.Millisecond
	// lastBudget is how long the write-back at the end may take.
	lastBudget = 2 * time.Second
)

// Writer stores presence.
type Writer interface {
	// Write stores agents as of a moment, all or none of them. A stored row with a later last activity stays.
	Write(ctx context.Context, agents []model.Presence, at model.Instant) error
}

// toWrite reports whether there is something to write back.
func (f *follower) toWrite() bool { return f.writer != nil && len(f.unwritten) > 0 }

// writeBack stores the agents that changed since the last time, unless others wrote something newer of them.
func (f *follower) writeBack(ctx context.Context) error {
	f.wrote = time.Now()
	if err := f.look(ctx); err != nil {
		return err
	}
	f.judge() // sessions may have ended
	rows := f.toStore()
	if len(rows) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, writeBudget)
	defer cancel()
	if err := f.writer.Write(ctx, rows, model.InstantOf(f.service.now())); err != nil {
		return err
	}
	f.stored(rows)
	return nil
}

// toStore returns the rows to write and notes them before they are: who reads in between must not take them for the
// work of another process.
func (f *follower) toStore() []model.Presence {
	f.service.mu.Lock()
	defer f.service.mu.Unlock()
	var rows []model.Presence
	agents := f.service.roster.agents
	for id := range f.unwritten {
		a, known := agents[id]
		if !known || same(a.judged(), a.stored) {
			delete(f.unwritten, id)
			continue
		}
		a.writing = a.judged()
		agents[id] = a
		rows = append(rows, a.writing)
	}
	return rows
}

func (f *follower) stored(rows []model.Presence) {
	f.service.mu.Lock()
	defer f.service.mu.Unlock()
	agents := f.service.roster.agents
	for _, row := range rows {
		a := agents[row.AgentID]
		a.stored, a.writing = row, model.Presence{}
		agents[row.AgentID] = a
		delete(f.unwritten, row.AgentID)
	}
}

// finish writes back what is left.
func (f *follower) finish(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, lastBudget)
	defer cancel()
	f.take()
	if f.toWrite() && !f.rewritten {
		f.failing.write = false // the last word is said also where the ones before failed
		f.note(ctx, f.writeBack(ctx), &f.failing.write, "presence could not be written back at the end")
	}
}
