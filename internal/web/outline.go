package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/web/reader"
)

// outlineEntry is a line of the outline: a prompt, or where the conversation was compacted or failed.
type outlineEntry struct {
	Kind, Title, Path, Anchor string
	// IsShown says that the message is in the window, so that the link needs no request. Sums are known for these alone.
	IsShown bool
	Sums    *activity.Sums
}

// outline names the prompts around a window.
func (r reading) outline(ctx context.Context, v windowView, w conversation.Window) ([]outlineEntry, error) {
	if len(w.Messages) == 0 {
		return nil, nil
	}
	prompts, err := r.conversation.Window(ctx, conversation.Query{
		SessionID: v.SessionID, Around: w.Messages[0].ID, Kinds: []model.MessageKind{model.KindPrompt, model.KindCompaction, model.KindError},
		Limit: outlineEntries, Bytes: outlineBytes,
	})
	if err != nil {
		return nil, err
	}
	shown := map[string]bool{}
	for _, m := range w.Messages {
		shown[m.ID] = true
	}
	sums := map[string]*activity.Sums{}
	for _, t := range v.Turns {
		sums[t.ID] = t.Sums
	}
	entries := make([]outlineEntry, 0, len(prompts.Messages))
	for _, m := range prompts.Messages {
		entries = append(entries, outlineEntry{
			Kind: string(m.Kind), Title: titleOf(m), Path: messagePath(v.SessionID, m.ID), Anchor: reader.Anchor(m.ID), IsShown: shown[m.ID], Sums: sums[m.ID],
		})
	}
	return entries, nil
}

// titleOf returns the first text of a message as a title.
func titleOf(m model.Message) string {
	for _, p := range m.Parts {
		if p.Type == model.PartText && p.Text != "" {
			return session.PromptTitle(p.Text)
		}
	}
	return ""
}
