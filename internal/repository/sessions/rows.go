package sessions

import (
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// sessionColumns select what sessionRow holds, as lists contain it: whole are only ids and times.
const sessionColumns = keyColumns + `, coalesce(listed_name(agent_assigned), '') AS agent_assigned, parent_session_id,
	continued_from, coalesce(listed_name(status), '') AS status, listed_name(start_commit) AS start_commit,
	listed_text(last_user_query) AS last_user_query`

// keyColumns are what sessionColumns and detailColumns share.
const keyColumns = `coalesce(session_id, '') AS session_id, as_text(created_at) AS created_at, as_text(completed_at) AS completed_at,
	substr(json_text(metadata, 'title'), 1, 16384) AS title, json_text(metadata, 'title_by') AS title_by, substr(json_text(metadata, 'cwd'), 1, 16384) AS folder`

// detailColumns select what detailRow holds.
const detailColumns = keyColumns + `, coalesce(agent_assigned, '') AS agent_assigned, parent_session_id, continued_from, coalesce(status, '') AS status,
	start_commit, last_user_query, end_commit, is_true(is_subagent) AS is_subagent, transcript_path,
	as_text(last_user_query_at) AS last_user_query_at, handoff_notes, recommended_next, model`

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
	TitleBy         *string `bun:"title_by"`
}

type detailRow struct {
	sessionRow      `bun:",extend"`
	EndCommit       *string `bun:"end_commit"`
	IsSubagent      bool    `bun:"is_subagent"`
	TranscriptPath  *string `bun:"transcript_path"`
	LastUserQueryAt *string `bun:"last_user_query_at"`
	HandoffNotes    *string `bun:"handoff_notes"`
	RecommendedNext *string `bun:"recommended_next"`
	Model           *string `bun:"model"`
}

func fromRow(r *sessionRow) model.Session {
	return model.Session{
		SessionID: r.SessionID, Agent: r.Agent, ParentSessionID: r.ParentSessionID, ContinuedFrom: r.ContinuedFrom,
		CreatedAt: model.Instant(r.CreatedAt), CompletedAt: query.Instant(r.CompletedAt), Status: r.Status, StartCommit: r.StartCommit,
		LastUserQuery: r.LastUserQuery, Title: r.Title, Folder: r.Folder, TitleBy: r.TitleBy,
	}
}

func fromDetailRow(r *detailRow) model.SessionDetail {
	return model.SessionDetail{
		Session: fromRow(&r.sessionRow), EndCommit: r.EndCommit, IsSubagent: r.IsSubagent, TranscriptPath: r.TranscriptPath,
		LastUserQueryAt: query.Instant(r.LastUserQueryAt),
		HandoffNotes:    r.HandoffNotes, RecommendedNext: r.RecommendedNext, Model: r.Model,
	}
}
