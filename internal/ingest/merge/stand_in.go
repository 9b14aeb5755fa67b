package merge

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Agents give a notification that they answer by themselves the id of a prompt of its own, and sources name it as the prompt of what follows. It
// begins no turn: its id stands for the latest prompt of the user.

// resolveContinuations has the ids of prompts that the user did not write stand for the prompts that they continue.
func (b *batch) resolveContinuations(ctx context.Context) error {
	resolved := newSet()
	for _, e := range b.events.all {
		id := b.continued[e.ID]
		if id == "" || e.ParentID == "" || e.ParentID == id || b.aliases.byID[id] != nil || b.isPrompt(id) {
			continue
		}
		alias := &ingest.AliasRow{
			ID: id, RowID: e.ParentID, Fingerprint: ingest.ContinuationKey(e.SessionID), Source: ingest.SourceContinuation, IsShared: true,
			At: e.At, Until: e.At,
		}
		b.aliases.add(alias)
		b.aliases.found = append(b.aliases.found, alias)
		b.aliases.relinked.add(id)
		resolved.add(id)
	}
	if len(resolved.list) == 0 {
		return nil
	}
	if err := b.loadEvents(ctx, ingest.EventQuery{ParentIDs: resolved.list}); err != nil {
		return err
	}
	if err := b.loadUsages(ctx, ingest.UsageQuery{EventIDs: resolved.list}); err != nil {
		return err
	}
	b.relink()
	return nil
}

// isPrompt reports whether an id is that of a prompt of the user.
func (m *memory) isPrompt(id string) bool {
	e := m.events.byID[id]
	return e != nil && e.ToolName == model.ToolUserQuery
}
