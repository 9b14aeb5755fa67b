package database

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/background"
)

// Generation returns a number that differs after every commit to the database, by this
// process or by another. An answer that was computed at a generation is valid as long as the generation is the same.
func (db *DB) Generation() uint64 { return db.generation.Load() }

// startWatching starts to watch for commits of other processes, with the notices of the file system; nil for none.
func (db *DB) startWatching(ctx context.Context, notices *fileNotices) {
	poll := &commitPoll{pool: db.watch}
	poll.changed(ctx) // later polls are compared with this one
	db.background = background.New(ctx, db.options.Logger)
	db.background.Go("database watcher", func(ctx context.Context) error { return db.watchCommits(ctx, poll, notices) })
}

// watchCommits changes the generation when another process commits. It polls after each notice that a file of the database was written,
// and rarely otherwise.
func (db *DB) watchCommits(ctx context.Context, poll *commitPoll, notices *fileNotices) error {
	defer poll.close()
	defer notices.close()
	schedule := newPollSchedule(notices != nil, db.options.PollInterval)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		noticed := false
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		case event := <-notices.waiting(schedule.waits()):
			if !notices.concern(event) {
				continue
			}
			noticed = true
		}
		noticed = notices.drain() || noticed
		now := time.Now()
		db.checkFileAgain(now, noticed)
		changed := poll.changed(ctx)
		if changed {
			db.advance()
		}
		wasAnnounced := schedule.announced
		timer.Reset(schedule.next(now, noticed, changed))
		if wasAnnounced && !schedule.announced {
			db.options.Logger.Info("the file system does not notify of commits of other processes: polling for them", "path", db.options.Path)
		}
	}
}
