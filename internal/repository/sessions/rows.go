package sessions

import (
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

var sessionColumns = `coalesce(session_id, '') AS session_id, coalesce(agent_assigned, '') AS agent_assigned, parent_session_id, continued_from, ` +
	database.Text("created_at") + ` AS created_at, ` + database.Text("completed_at") + ` AS completed_at,
	coalesce(status, '') AS status, start_commit, last_user_query, ` + database.JSONText("metadata", "title") + ` AS title, ` +
	database.JSONText("metadata", "cwd") + ` AS folder`

var sessionDetailColumns = sessionColumns + `, end_commit,
	CASE WHEN CAST(is_subagent AS TEXT) IN ('1', 'true', 'TRUE') THEN 1 ELSE 0 END AS is_subagent,
	transcript_path, ` + database.Text("last_user_query_at") + ` AS last_user_query_at,
	handoff_notes, recommended_next, model`

type sessionRow struct {
	SessionID       string  `bun:"session_id"`
	Agent           string  `bun:"agent_assigned"`
	ParentSessionID *string `bun:"parent_session_id"`
	ContinuedFrom   *string `bun:"continued_from"`
	CreatedAt       string  `bun:"created_at"`
	CompletedAt     *string `bun:"completed_at"`
	Status          string  `bun:"status"`
	StartCommit     *string `bun:"start_commit"`
	LastUserQuery   *string `bun:"last_user_query"`
	Title           *string `bun:"title"`
	Folder          *string `bun:"folder"`
}

type sessionDetailRow struct {
	sessionRow      `bun:",extend"`
	EndCommit       *string `bun:"end_commit"`
	IsSubagent      int64   `bun:"is_subagent"`
	TranscriptPath  *string `bun:"transcript_path"`
	LastUserQueryAt *string `bun:"last_user_query_at"`
	HandoffNotes    *string `bun:"handoff_notes"`
	RecommendedNext *string `bun:"recommended_next"`
	Model           *string `bun:"model"`
}

func (r *sessionRow) model() model.Session {
	return model.Session{
		SessionID: r.SessionID, Agent: r.Agent, ParentSessionID: r.ParentSessionID, ContinuedFrom: r.ContinuedFrom,
		CreatedAt: model.Instant(r.CreatedAt), CompletedAt: query.Instant(r.CompletedAt), Status: r.Status, StartCommit: r.StartCommit,
		LastUserQuery: r.LastUserQuery, Title: r.Title, Folder: r.Folder,
	}
}

func (r *sessionDetailRow) model() model.SessionDetail {
	return model.SessionDetail{
		Session: r.sessionRow.model(), EndCommit: r.EndCommit, IsSubagent: r.IsSubagent != 0, TranscriptPath: r.TranscriptPath,
		LastUserQueryAt: query.Instant(r.LastUserQueryAt),
		HandoffNotes:    r.HandoffNotes, RecommendedNext: r.RecommendedNext, Model: r.Model,
	}
}

func toSessions(rows []sessionRow) []model.Session {
	sessions := make([]model.Session, len(rows))
	for i := range rows {
		sessions[i] = rows[i].model()
	}
	return sessions
}

// keyedInstant returns the stored text behind a key that was joined to it with the unit separator.
func keyedInstant(keyed string) *model.Instant {
	_, text, found := strings.Cut(keyed, "\x1f")
	if !found {
		return nil
	}
	instant := model.Instant(text)
	return &instant
}
