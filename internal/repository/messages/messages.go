// Package messages reads messages and their parts.
package messages

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Repository reads messages.
type Repository struct{ db *database.DB }

// New returns the repository of messages in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// inThread is the condition for the messages of a thread. idx_messages_thread has all that it and the order need.
const inThread = "m.session_id = :session AND m.subagent = :subagent"

// ofKinds is the condition for messages of some kinds.
const ofKinds = " AND any_of(m.kind, :kinds)"

// place is the position of a message, and at that of a cursor.
const (
	place = "(m.timestamp, m.position, m.message_id)"
	at    = "(:at, :position, :id)"
)

// threadArgs returns the condition for the messages of a thread, and its arguments.
func threadArgs(thread model.MessageThread) (string, database.Args) {
	args := database.Args{"session": thread.SessionID, "subagent": thread.Subagent}
	if len(thread.Kinds) == 0 {
		return inThread, args
	}
	kinds := make([]string, len(thread.Kinds))
	for i, kind := range thread.Kinds {
		kinds[i] = string(kind)
	}
	args["kinds"] = kinds
	return inThread + ofKinds, args
}

func cursorArgs(c model.MessageCursor) database.Args {
	return database.Args{"at": string(c.At), "position": c.Position, "id": c.ID}
}

// Totals describes a thread. It reads the index of all of it.
func (r *Repository) Totals(ctx context.Context, thread model.MessageThread) (model.ThreadTotals, error) {
	condition, args := threadArgs(thread)
	rows, err := database.SelectFunc(ctx, r.db, func(rows *sql.Rows, t *model.ThreadTotals) error { return rows.Scan(&t.Messages, &t.Revision) },
		"SELECT count(*), coalesce(sum(m.revision), 0) FROM messages AS m WHERE "+condition, args)
	if err != nil || len(rows) == 0 {
		return model.ThreadTotals{}, wrap(err, "count the messages of a session")
	}
	return rows[0], nil
}

// Rank returns the number of messages of a thread before a position. It reads the index up to there.
func (r *Repository) Rank(ctx context.Context, thread model.MessageThread, before model.MessageCursor) (int64, error) {
	condition, args := threadArgs(thread)
	rank, err := database.Value[int64](ctx, r.db, "SELECT count(*) FROM messages AS m WHERE "+condition+" AND "+place+" < "+at, args.With(cursorArgs(before)))
	if err != nil {
		return 0, fmt.Errorf("count the messages before one: %w", err)
	}
	return rank, nil
}

// columns are what scan reads. The primary key of agent_events serves the columns of the event.
const columns = `m.message_id, m.session_id, m.subagent, m.timestamp, m.position, m.role, m.kind, coalesce(m.model, ''), coalesce(m.finish_reason, ''), m.source,
	m.revision, coalesce(m.event_id, ''), listed_name(e.agent_id), listed_name(e.status), listed_name(e.tool_name),
	as_number(e.execution_duration_seconds)`

const tables = " FROM messages AS m LEFT JOIN agent_events AS e ON e.event_id = m.event_id WHERE "

func scan(rows *sql.Rows, m *model.Message) error {
	return rows.Scan(&m.ID, &m.SessionID, &m.Subagent, &m.At, &m.Position, &m.Role, &m.Kind, &m.Model, &m.FinishReason, &m.Source, &m.Revision, &m.EventID,
		&m.Agent, &m.Status, &m.Tool, &m.Seconds)
}

// After returns the first messages of a thread behind a position, or from the beginning, without their parts. Their cost depends on their number alone.
func (r *Repository) After(ctx context.Context, thread model.MessageThread, position *model.MessageCursor, limit int) ([]model.Message, error) {
	return r.page(ctx, thread, position, " > ", "", limit)
}

// Before returns the last messages of a thread before a position, or before the end, in the order of the thread, without their parts.
func (r *Repository) Before(ctx context.Context, thread model.MessageThread, position *model.MessageCursor, limit int) ([]model.Message, error) {
	page, err := r.page(ctx, thread, position, " < ", " DESC", limit)
	slices.Reverse(page)
	return page, err
}

func (r *Repository) page(
	ctx context.Context, thread model.MessageThread, position *model.MessageCursor, side, order string, limit int,
) ([]model.Message, error) {
	condition, args := threadArgs(thread)
	if position != nil {
		condition, args = condition+" AND "+place+side+at, args.With(cursorArgs(*position))
	}
	args["limit"] = limit
	statement := "SELECT " + columns + tables + condition + " ORDER BY m.timestamp" + order + ", m.position" + order + ", m.message_id" + order + " LIMIT :limit"
	page, err := database.SelectFunc(ctx, r.db, scan, statement, args)
	if err != nil {
		return nil, fmt.Errorf("list messages: %w", err)
	}
	return page, nil
}

// maxSteps bounds what is counted between the entries of an outline.
const maxSteps = 100_000

// Steps returns what the messages of a thread are from a position on, that one included, up to another one without it; nil stands for the end. It reads
// the index between the two, and the events there by their primary key.
func (r *Repository) Steps(
	ctx context.Context, thread model.MessageThread, from model.MessageCursor, to *model.MessageCursor,
) ([]model.MessageStep, error) {
	condition, args := threadArgs(thread)
	condition, args = condition+" AND "+place+" >= "+at, args.With(cursorArgs(from))
	if to != nil {
		condition += " AND " + place + " < (:until, :until_position, :until_id)"
		args = args.With(database.Args{"until": string(to.At), "until_position": to.Position, "until_id": to.ID})
	}
	args["limit"] = maxSteps
	steps, err := database.SelectFunc(ctx, r.db, func(rows *sql.Rows, s *model.MessageStep) error {
		return rows.Scan(&s.MessageID, &s.EventID, &s.Kind, &s.Status)
	}, "SELECT m.message_id, coalesce(m.event_id, ''), m.kind, coalesce(listed_name(e.status), '')"+tables+condition+
		" ORDER BY m.timestamp, m.position, m.message_id LIMIT :limit", args)
	return steps, wrap(err, "count the messages of a session")
}

// Message returns a message of a session without its parts, and false where there is none. The primary key serves it.
func (r *Repository) Message(ctx context.Context, sessionID, id string) (model.Message, bool, error) {
	found, err := database.SelectFunc(ctx, r.db, scan, "SELECT "+columns+tables+"m.message_id = :id AND unindexed(m.session_id) = :session",
		database.Args{"id": id, "session": sessionID})
	if err != nil || len(found) == 0 {
		return model.Message{}, false, wrap(err, "read a message")
	}
	return found[0], true, nil
}

// HasSession reports whether anything is known of a session. idx_messages_thread, the primary key of sessions and
// idx_agent_events_session_ts_desc serve it.
func (r *Repository) HasSession(ctx context.Context, sessionID string) (bool, error) {
	found, err := database.Value[bool](ctx, r.db, `SELECT EXISTS (SELECT 1 FROM sessions WHERE session_id = :session)
		OR EXISTS (SELECT 1 FROM messages WHERE session_id = :session) OR EXISTS (SELECT 1 FROM agent_events WHERE session_id = :session)`,
		database.Args{"session": sessionID})
	return found, wrap(err, "look for a session")
}

func wrap(err error, what string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
