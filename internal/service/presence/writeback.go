package presence

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

const (
	// writePause is the least time between two write-backs.
	writePause = time.Second
	// writeBudget is how long a write-back may wait for the file: publishing must not wait for it.
	writeBudget = 500 * time.Millisecond
	// silentFailures is the number of write-backs in a row whose failure is not logged: the file of a busy machine is free at the next try.
	silentFailures = 2
	// lastBudget is how long the write-back at the end may take.
	lastBudget = 2 * time.Second
)

// Writer stores presence.
type Writer interface {
	// Write stores agents as of a moment, all or none of them. A stored row with a later last activity is kept.
	Write(ctx context.Context, agents []model.Presence, at model.Instant) error
}

// hasUnwritten reports whether there is something to write back.
func (f *Follower) hasUnwritten() bool { return f.writer != nil && len(f.unwritten) > 0 }

// writeBack stores the agents that changed since the last time, unless another process wrote something newer.
func (f *Follower) writeBack(ctx context.Context) error {
	f.wrote = time.Now()
	if err := f.refresh(ctx); err != nil {
		return err
	}
	f.updateStates() // sessions may have ended
	rows := f.rowsToWrite()
	if len(rows) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, writeBudget)
	defer cancel()
	if err := f.writer.Write(ctx, rows, model.NewInstant(f.service.now())); err != nil {
		return err
	}
	f.markWritten(rows)
	return nil
}

// rowsToWrite returns the rows to write and remembers them before they are written: a read in between must not take them for rows
// of another process.
func (f *Follower) rowsToWrite() []model.Presence {
	f.service.mu.Lock()
	defer f.service.mu.Unlock()
	var rows []model.Presence
	agents := f.service.roster.agents
	for id := range f.unwritten {
		a, known := agents[id]
		if !known || same(a.current(), a.stored) {
			delete(f.unwritten, id)
			continue
		}
		a.writing = a.current()
		agents[id] = a
		rows = append(rows, a.writing)
	}
	return rows
}

// markWritten remembers that rows were written.
func (f *Follower) markWritten(rows []model.Presence) {
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

// noteWrite logs that write-backs fail, once so many have failed in a row that the next one is not expected to succeed.
func (f *Follower) noteWrite(ctx context.Context, err error) {
	if err == nil {
		f.failedWrites = 0
	} else if f.failedWrites++; f.failedWrites <= silentFailures {
		return
	}
	f.logOnce(ctx, err, &f.failing.write, "presence cannot be written back now; trying again")
}

// finish writes back what is left.
func (f *Follower) finish(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, lastBudget)
	defer cancel()
	f.countPending()
	if f.hasUnwritten() && !f.rewritten {
		f.failing.write = false // the last failure is logged, too, where the ones before failed
		f.logOnce(ctx, f.writeBack(ctx), &f.failing.write, "presence could not be written back at the end")
	}
}
