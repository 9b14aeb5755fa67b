// Package states reads what the states of sessions follow from: for many sessions at once, with a fixed number of statements.
package states

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

//go:embed prompts.sql
var promptsSQL string

//go:embed signs.sql
var signsSQL string

//go:embed requests.sql
var requestsSQL string

//go:embed sessions.sql
var sessionsSQL string

// Repository reads what the states of sessions follow from.
type Repository struct{ db *database.DB }

// New returns the repository of the states of sessions in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// mostSigns is how many events of a session are read: the newest since its latest prompt. A turn with more of them is judged by these.
const mostSigns = 400

// Facts returns the facts of sessions by their ids. A session of which nothing is stored has none.
func (r *Repository) Facts(ctx context.Context, ids []string) (map[string]model.SessionFacts, error) {
	facts := make(map[string]model.SessionFacts, len(ids))
	if len(ids) == 0 {
		return facts, nil
	}
	sessions, err := database.Select[sessionRow](ctx, r.db, sessionsSQL, database.Args{"ids": ids})
	if err != nil {
		return nil, fmt.Errorf("read sessions for their states: %w", err)
	}
	for i := range sessions {
		facts[sessions[i].SessionID] = sessions[i].facts()
	}
	if err := r.addPrompts(ctx, ids, facts); err != nil {
		return nil, err
	}
	if err := r.addSigns(ctx, ids, facts); err != nil {
		return nil, err
	}
	return facts, r.addRequests(ctx, ids, facts)
}

// addPrompts adds the latest prompt of each session.
func (r *Repository) addPrompts(ctx context.Context, ids []string, facts map[string]model.SessionFacts) error {
	prompts, err := database.Select[signRow](ctx, r.db, promptsSQL, signArgs(database.Args{"ids": ids, "prompt": model.ToolUserQuery}))
	if err != nil {
		return fmt.Errorf("read the latest prompts of sessions: %w", err)
	}
	for i := range prompts {
		sign := prompts[i].sign()
		f := factsOf(facts, sign.SessionID)
		f.Prompt = &sign
		facts[sign.SessionID] = f
	}
	return nil
}

// addSigns adds what happened in each session since its latest prompt.
func (r *Repository) addSigns(ctx context.Context, ids []string, facts map[string]model.SessionFacts) error {
	windows := make(database.Pairs, len(ids))
	for i, id := range ids {
		windows[i][0] = id
		if prompt := facts[id].Prompt; prompt != nil {
			windows[i][1] = prompt.At.Key()
		}
	}
	rows, err := database.Select[signRow](ctx, r.db, signsSQL, signArgs(database.Args{"windows": windows, "most": database.Number(mostSigns)}))
	if err != nil {
		return fmt.Errorf("read the newest events of sessions: %w", err)
	}
	for i := range rows {
		sign := rows[i].sign()
		f := factsOf(facts, sign.SessionID)
		if f.Prompt != nil && f.Prompt.EventID == sign.EventID {
			continue
		}
		f.Signs = append(f.Signs, sign)
		facts[sign.SessionID] = f
	}
	for id, f := range facts {
		slices.SortStableFunc(f.Signs, func(a, b model.SessionSign) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.EventID, b.EventID))
		})
		facts[id] = f
	}
	return nil
}

// addRequests adds the time of the latest request of each session.
func (r *Repository) addRequests(ctx context.Context, ids []string, facts map[string]model.SessionFacts) error {
	type requestRow struct {
		SessionID string `bun:"session_id"`
		At        string `bun:"at"`
	}
	sessions := make(database.Pairs, len(ids))
	for i, id := range ids {
		sessions[i][0] = id
	}
	rows, err := database.Select[requestRow](ctx, r.db, requestsSQL, database.Args{"sessions": sessions})
	if err != nil {
		return fmt.Errorf("read the latest requests of sessions: %w", err)
	}
	for _, row := range rows {
		f := factsOf(facts, row.SessionID)
		f.LastRequest = model.Instant(row.At)
		facts[row.SessionID] = f
	}
	return nil
}

// factsOf returns the facts of a session, of one that is known from its events alone its id.
func factsOf(facts map[string]model.SessionFacts, id string) model.SessionFacts {
	f := facts[id]
	f.SessionID = id
	return f
}

// signArgs adds the arguments of signColumns.
func signArgs(args database.Args) database.Args {
	return args.With(database.Args{
		"columns": database.SQL(signColumns, database.Args{"most_context": database.Number(mostContext), "error": ingest.TypeError}),
	})
}
