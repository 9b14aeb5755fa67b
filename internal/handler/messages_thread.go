package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/filediff"
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

// GetSessionChanges returns what a session changed in files.
func (h *Messages) GetSessionChanges(ctx context.Context, r api.GetSessionChangesRequestObject) (api.GetSessionChangesResponseObject, error) {
	p := r.Params
	after, err := fromAPIMessageCursor("after", p.After, r.SessionID)
	if err != nil {
		return nil, err
	}
	q := conversation.ChangesQuery{
		SessionID: r.SessionID, Subagent: deref(p.Subagent), Path: deref(p.Path), After: after, Limit: conversation.DefaultEdits,
	}
	if p.Limit != nil {
		q.Limit = int(*p.Limit)
	}
	changes, err := h.messages.Changes(ctx, q)
	if err != nil {
		return nil, err
	}
	return api.GetSessionChanges200JSONResponse{
		SessionID: r.SessionID, Subagent: orNil(q.Subagent), Files: convert(conversation.Files(changes.Edits), toAPIChangedFile),
		Next: toAPIMessageCursor(changes.Next),
	}, nil
}

func toAPIChangedFile(f conversation.ChangedFile) api.ChangedFile {
	return api.ChangedFile{Path: f.Path, Added: int64(f.Added), Removed: int64(f.Removed), Edits: convert(f.Edits, toAPIFileEdit)}
}

func toAPIFileEdit(e conversation.FileEdit) api.FileEdit {
	return api.FileEdit{
		MessageID: e.MessageID, Timestamp: string(e.At), Added: int64(e.Added), Removed: int64(e.Removed), Compared: !e.TooLarge, HiddenLines: int64(e.Cut),
		Hunks: convert(e.Hunks, toAPIChangedLines),
	}
}

func toAPIChangedLines(hunk filediff.Hunk) api.ChangedLines {
	return api.ChangedLines{Lines: convert(hunk, toAPIChangedLine)}
}

func toAPIChangedLine(l filediff.DiffLine) api.ChangedLine {
	return api.ChangedLine{Kind: api.ChangedLineKind(l.Kind), Old: lineNumber(l.Old), New: lineNumber(l.New), Text: l.Text}
}

// lineNumber returns the number of a line, nil for none.
func lineNumber(number int) *int64 {
	if number == 0 {
		return nil
	}
	n := int64(number)
	return &n
}
