package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
)

// GetSessionOutline returns the prompts of a session.
func (h *Messages) GetSessionOutline(ctx context.Context, r api.GetSessionOutlineRequestObject) (api.GetSessionOutlineResponseObject, error) {
	p := r.Params
	after, err := fromAPIMessageCursor("after", p.After, r.SessionID)
	if err != nil {
		return nil, err
	}
	q := conversation.OutlineQuery{SessionID: r.SessionID, Subagent: deref(p.Subagent), After: after, Limit: conversation.DefaultEntries}
	if p.Limit != nil {
		q.Limit = int(*p.Limit)
	}
	outline, err := h.messages.Outline(ctx, q)
	if err != nil {
		return nil, err
	}
	return api.GetSessionOutline200JSONResponse{
		SessionID: r.SessionID, Subagent: orNil(q.Subagent), Entries: convert(outline.Entries, toAPIOutlineEntry), Total: outline.Total,
		Next: toAPIMessageCursor(outline.Next),
	}, nil
}

func toAPIOutlineEntry(e conversation.OutlineEntry) api.OutlineEntry {
	return api.OutlineEntry{
		MessageID: e.ID, Kind: api.OutlineEntryKind(e.Kind), Timestamp: string(e.At), Text: e.Text, Answers: e.Answers, Calls: e.Calls, FailedCalls: e.Failed,
		Errors: e.Errors, CostUsd: e.Spent.USD(), CostMicroUsd: e.Spent.MicroUSD(), Cursor: e.Cursor().String(),
	}
}

// FindInSession searches in the messages of a session.
func (h *Messages) FindInSession(ctx context.Context, r api.FindInSessionRequestObject) (api.FindInSessionResponseObject, error) {
	p := r.Params
	after, err := fromAPIMessageCursor("after", p.After, r.SessionID)
	if err != nil {
		return nil, err
	}
	q := conversation.FindQuery{SessionID: r.SessionID, Subagent: deref(p.Subagent), Words: p.Q, After: after, Limit: conversation.DefaultHits}
	if p.Limit != nil {
		q.Limit = int(*p.Limit)
	}
	found, err := h.messages.Find(ctx, q)
	if err != nil {
		return nil, err
	}
	return api.FindInSession200JSONResponse{
		SessionID: r.SessionID, Subagent: orNil(q.Subagent), Hits: convert(found.Hits, toAPIHit), Next: toAPIMessageCursor(found.Next),
	}, nil
}

func toAPIHit(h conversation.Hit) api.FoundPart {
	return api.FoundPart{
		MessageID: h.Message.ID, PartID: h.Part.ID, Kind: api.MessageKind(h.Message.Kind), Type: string(h.Part.Type), Timestamp: string(h.Message.At),
		Matches: h.Matches, Snippet: h.Snippet, Marks: convert(h.Marks, func(mark [2]int64) []int64 { return mark[:] }), Cursor: h.Message.Cursor().String(),
	}
}
