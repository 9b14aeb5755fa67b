package app

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/handler"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/feed"
	"github.com/htmlgraph/htmlgraph/internal/repository/messages"
	"github.com/htmlgraph/htmlgraph/internal/repository/sessions"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/web"
)

// Show writes a session of a database as one file to w. The database is opened read-only, and memory does not grow with the number of messages.
func Show(ctx context.Context, path, sessionID string, format web.FileFormat, version string, w io.Writer) error {
	db, err := database.Open(ctx, database.Options{Path: path, ReadOnly: true, Readers: 1})
	if err != nil {
		return err
	}
	stored := events.New(db)
	files, err := web.NewFiles(web.Options{
		Activity: activity.New(stored, feed.New(db), uncounted{}, time.Now), Sessions: session.New(sessions.New(db), costs.New(db)),
		Conversations: conversation.New(messages.New(db), stored), MessageDocument: handler.MessageDocument, Version: version, Now: time.Now,
	})
	if err == nil {
		err = files.Write(ctx, w, sessionID, format)
	}
	return errors.Join(err, db.Close())
}

// uncounted knows no totals: a session that is written needs none.
type uncounted struct{}

// Count implements activity.Totals.
func (uncounted) Count(context.Context, model.EventFilter) (int64, bool, error) { return 0, false, nil }

// CountHours implements activity.Totals.
func (uncounted) CountHours(context.Context, model.EventFilter) (int64, bool, error) {
	return 0, false, nil
}
