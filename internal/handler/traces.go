package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
)

// generalPurpose is the subagent type of a delegation that names none.
const generalPurpose = "general-purpose"

var traceLimitations = api.EventTraceLimitations{
	Note:  "Child spike count is approximate and based on timestamp proximity",
	Note2: "Spike IDs in child_spikes only available if recorded in output_summary",
}

// ListEventTraces returns delegations, newest first, each with its direct children.
func (h *Events) ListEventTraces(ctx context.Context, request api.ListEventTracesRequestObject) (api.ListEventTracesResponseObject, error) {
	p := request.Params
	page, err := fromAPIPage(p.Limit, p.Offset, p.Cursor, defaultLimit)
	if err != nil {
		return nil, err
	}
	result, err := h.activity.ListTraces(ctx, deref(p.SessionID), page)
	if err != nil {
		return nil, err
	}
	return api.ListEventTraces200JSONResponse{
		Body: api.EventTraceList{
			Timestamp:   model.ISO(result.Timestamp),
			TotalTraces: int64(len(result.Traces)),
			Traces:      convert(result.Traces, toAPIEventTrace),
			Limitations: traceLimitations,
		},
		Headers: api.ListEventTraces200ResponseHeaders{XTotalCount: result.Total, Link: links(ctx, page, result.Next)},
	}, nil
}

func toAPIEventTrace(t activity.Trace) api.EventTrace {
	d := t.Delegation
	return api.EventTrace{
		ParentEventID: d.EventID, AgentID: d.AgentID, SubagentType: model.Or(d.SubagentType, generalPurpose),
		StartedAt: string(d.Timestamp), Status: statusOr(d.Status), DurationSeconds: t.DurationSeconds,
		ChildEvents: convert(t.Children, toAPITraceChild), ChildSpikeCount: d.ChildSpikeCount, ChildSpikes: t.Spikes, Model: d.Model,
	}
}

func toAPITraceChild(e model.Event) api.TraceChild {
	return api.TraceChild{
		EventID: e.EventID, AgentID: e.AgentID, EventType: e.EventType, Timestamp: string(e.Timestamp), Status: statusOr(e.Status),
	}
}
