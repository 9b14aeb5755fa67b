package handler

import (
	"encoding/json"
	"strconv"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// ExportedEvents is the table of events.
func ExportedEvents() ExportTable[model.Event] {
	return ExportTable[model.Event]{
		columns: []string{
			"event_id", "agent_id", "event_type", "timestamp", "tool_name", "input_summary", "output_summary",
			"session_id", "feature_id", "parent_event_id", "status", "model",
		},
		document: func(e model.Event) any { return toAPIEvent(e) },
		record: func(row model.Event) []string {
			e := toAPIEvent(row)
			return []string{
				e.EventID, e.AgentID, e.EventType, e.Timestamp, deref(e.ToolName), deref(e.InputSummary), deref(e.OutputSummary),
				e.SessionID, deref(e.FeatureID), deref(e.ParentEventID), e.Status, deref(e.Model),
			}
		},
	}
}

// ExportedSessions is the table of sessions.
func ExportedSessions() ExportTable[model.Session] {
	return ExportTable[model.Session]{
		columns:  []string{"session_id", "agent", "continued_from", "created_at", "completed_at", "status", "start_commit"},
		document: func(s model.Session) any { return toAPISession(s) },
		record: func(row model.Session) []string {
			s := toAPISession(row)
			return []string{s.SessionID, s.Agent, deref(s.ContinuedFrom), s.CreatedAt, deref(s.CompletedAt), s.Status, deref(s.StartCommit)}
		},
	}
}

// exportedRequest is an exported request to a model.
type exportedRequest struct {
	RequestID        string   `json:"request_id"`
	SessionID        string   `json:"session_id"`
	Timestamp        string   `json:"timestamp"`
	AgentID          *string  `json:"agent_id"`
	Model            *string  `json:"model"`
	ToolName         *string  `json:"tool_name"`
	InputTokens      int64    `json:"input_tokens"`
	OutputTokens     int64    `json:"output_tokens"`
	CacheReadTokens  int64    `json:"cache_read_tokens"`
	CacheWriteTokens int64    `json:"cache_write_tokens"`
	ThoughtTokens    int64    `json:"thought_tokens"`
	TotalTokens      int64    `json:"total_tokens"`
	CostUSD          *float64 `json:"cost_usd"`
}

// ExportedCosts is the table of requests to models. A request without a known price has no cost.
func ExportedCosts() ExportTable[model.Request] {
	return ExportTable[model.Request]{
		columns: []string{
			"request_id", "session_id", "timestamp", "agent_id", "model", "tool_name", "input_tokens", "output_tokens",
			"cache_read_tokens", "cache_write_tokens", "thought_tokens", "total_tokens", "cost_usd",
		},
		document: func(r model.Request) any {
			return exportedRequest{
				RequestID: r.ID, SessionID: r.SessionID, Timestamp: string(r.Timestamp), AgentID: r.Agent, Model: r.Model, ToolName: r.Tool,
				InputTokens: r.Input, OutputTokens: r.Output, CacheReadTokens: r.CacheRead, CacheWriteTokens: r.CacheWrite,
				ThoughtTokens: r.Thoughts, TotalTokens: r.Total, CostUSD: r.CostUSD,
			}
		},
		record: func(r model.Request) []string {
			cost := ""
			if r.CostUSD != nil {
				cost = strconv.FormatFloat(*r.CostUSD, 'f', -1, 64)
			}
			return []string{
				r.ID, r.SessionID, string(r.Timestamp), deref(r.Agent), deref(r.Model), deref(r.Tool), decimal(r.Input), decimal(r.Output),
				decimal(r.CacheRead), decimal(r.CacheWrite), decimal(r.Thoughts), decimal(r.Total), cost,
			}
		},
	}
}

// exportedWorkItem is an exported work item. It has no contributors, because those would require reading all events.
type exportedWorkItem struct {
	ID              string   `json:"id"`
	Type            string   `json:"type"`
	Title           string   `json:"title"`
	Description     *string  `json:"description"`
	Status          string   `json:"status"`
	Priority        *string  `json:"priority"`
	AssignedTo      *string  `json:"assigned_to"`
	TrackID         *string  `json:"track_id"`
	CreatedAt       string   `json:"created_at"`
	UpdatedAt       *string  `json:"updated_at"`
	CompletedAt     *string  `json:"completed_at"`
	StepsTotal      int64    `json:"steps_total"`
	StepsCompleted  int64    `json:"steps_completed"`
	ParentFeatureID *string  `json:"parent_feature_id"`
	Tags            []string `json:"tags"`
}

// ExportedWorkItems is the table of work items. In CSV the tags are a JSON list.
func ExportedWorkItems() ExportTable[model.WorkItem] {
	return ExportTable[model.WorkItem]{
		columns: []string{
			"id", "type", "title", "description", "status", "priority", "assigned_to", "track_id", "created_at", "updated_at",
			"completed_at", "steps_total", "steps_completed", "parent_feature_id", "tags",
		},
		document: func(w model.WorkItem) any {
			return exportedWorkItem{
				ID: w.ID, Type: w.Type, Title: w.Title, Description: w.Description, Status: w.Status, Priority: w.Priority,
				AssignedTo: w.AssignedTo, TrackID: w.TrackID, CreatedAt: string(w.CreatedAt), UpdatedAt: toAPIInstant(w.UpdatedAt),
				CompletedAt: toAPIInstant(w.CompletedAt), StepsTotal: w.StepsTotal, StepsCompleted: w.StepsCompleted,
				ParentFeatureID: w.ParentFeatureID, Tags: w.Tags,
			}
		},
		record: func(w model.WorkItem) []string {
			return []string{
				w.ID, w.Type, w.Title, deref(w.Description), w.Status, deref(w.Priority), deref(w.AssignedTo), deref(w.TrackID),
				string(w.CreatedAt), deref(toAPIInstant(w.UpdatedAt)), deref(toAPIInstant(w.CompletedAt)), decimal(w.StepsTotal), decimal(w.StepsCompleted),
				deref(w.ParentFeatureID), jsonList(w.Tags),
			}
		},
	}
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// jsonList returns texts as a JSON list, "" for none.
func jsonList(texts []string) string {
	list, err := json.Marshal(texts)
	if err != nil || len(texts) == 0 {
		return ""
	}
	return string(list)
}
