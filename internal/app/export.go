package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/handler"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/sessions"
	"github.com/htmlgraph/htmlgraph/internal/repository/workitems"
	"github.com/htmlgraph/htmlgraph/internal/service/export"
)

// Export configures an export.
type Export struct {
	// DB is the database, which must exist.
	DB     string
	Kind   ExportKind
	Format handler.ExportFormat
	// Limit is the largest number of rows, 0 for all.
	Limit int
	// Since and Until bound the instant of a row, both inclusive; "" does not.
	Since, Until model.Instant
	// Rows must have each of these values that is not "". Not every kind of row has all of them.
	Session, Agent, Tool, Model, Type, Status string
	// Progress is called with the number of written rows.
	Progress func(rows int)
}

// ExportKind names what is exported.
type ExportKind string

// The kinds of what is exported.
const (
	ExportEvents    ExportKind = "events"
	ExportSessions  ExportKind = "sessions"
	ExportCosts     ExportKind = "costs"
	ExportWorkItems ExportKind = "work-items"
)

// RunExport writes rows to w, newest first. The database is opened read-only, and memory stays flat however many rows there are.
func RunExport(ctx context.Context, o Export, w io.Writer) error {
	db, err := database.Open(ctx, database.Options{Path: o.DB, ReadOnly: true, Readers: 1})
	if err != nil {
		return err
	}
	return errors.Join(o.run(ctx, db, w), db.Close())
}

func (o Export) run(ctx context.Context, db *database.DB, w io.Writer) error {
	switch o.Kind {
	case ExportEvents:
		filter := model.EventFilter{
			SessionID: o.Session, AgentID: o.Agent, ToolName: o.Tool, Model: o.Model, EventType: o.Type, Status: o.Status, Since: o.Since, Until: o.Until,
		}
		return exportRows(ctx, o, w, handler.ExportedEvents(), filter, exported[model.Event, model.EventFilter]{
			events.New(db).Export, func(e model.Event) (model.Instant, string) { return e.Timestamp, e.EventID }, true,
		})
	case ExportSessions:
		filter := model.SessionFilter{SessionID: o.Session, AgentID: o.Agent, Status: o.Status, Since: o.Since, Until: o.Until}
		return exportRows(ctx, o, w, handler.ExportedSessions(), filter, exported[model.Session, model.SessionFilter]{
			sessions.New(db).List, func(s model.Session) (model.Instant, string) { return s.CreatedAt, s.SessionID }, false,
		})
	case ExportCosts:
		filter := model.RequestFilter{SessionID: o.Session, AgentID: o.Agent, Model: o.Model, ToolName: o.Tool, Since: o.Since, Until: o.Until}
		return exportRows(ctx, o, w, handler.ExportedCosts(), filter, exported[model.Request, model.RequestFilter]{
			costs.New(db).Requests, func(r model.Request) (model.Instant, string) { return r.Timestamp, r.ID }, false,
		})
	case ExportWorkItems:
		filter := model.WorkItemFilter{Type: o.Type, Status: o.Status, Since: o.Since, Until: o.Until}
		return exportRows(ctx, o, w, handler.ExportedWorkItems(), filter, exported[model.WorkItem, model.WorkItemFilter]{
			workitems.New(db).Export, func(i model.WorkItem) (model.Instant, string) { return i.CreatedAt, i.ID }, true,
		})
	default:
		return fmt.Errorf("%q cannot be exported", o.Kind)
	}
}

// exported is where the rows of a kind come from.
type exported[Row, Filter any] struct {
	list func(context.Context, Filter, model.Page) ([]Row, error)
	// position returns what the cursor of a row is made of.
	position func(Row) (model.Instant, string)
	// endsByBytes is that of export.Source.
	endsByBytes bool
}

// writeSize is how many bytes are written at a time.
const writeSize = 64 << 10

// exportRows writes all rows of a kind, in its table.
func exportRows[Row, Filter any](
	ctx context.Context, o Export, w io.Writer, table handler.ExportTable[Row], filter Filter, from exported[Row, Filter],
) error {
	if err := table.Begin(w, o.Format); err != nil {
		return err
	}
	source := export.Source[Row]{
		List: func(ctx context.Context, page model.Page) ([]Row, error) { return from.list(ctx, filter, page) },
		Cursor: func(row Row) model.Cursor {
			at, id := from.position(row)
			return model.Cursor{Key: at.Key(), ID: id}
		},
		EndsByBytes: from.endsByBytes,
	}
	written, buffered := 0, bufio.NewWriterSize(w, writeSize)
	return export.Pages(ctx, o.Limit, source, func(rows []Row) error {
		if err := table.Write(buffered, o.Format, rows); err != nil {
			return err
		}
		if err := buffered.Flush(); err != nil {
			return err
		}
		written += len(rows)
		o.Progress(written)
		return nil
	})
}
