package reader

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Turn is a prompt with what followed it, or the piece of it that a window shows.
type Turn struct {
	// ID is the id of the prompt's message, "" for what precedes the first prompt.
	ID, Anchor string
	// EventID is the event of the prompt, "" for none.
	EventID string
	// Prompt is nil where the window begins within the turn.
	Prompt *Block
	Blocks []*Block
}

// Models returns the models that answered.
func (t Turn) Models() []string {
	var models []string
	seen := map[string]bool{}
	for _, b := range t.Blocks {
		if b.Model != "" && !seen[b.Model] {
			seen[b.Model] = true
			models = append(models, b.Model)
		}
	}
	return models
}

// Turns divides the messages of a window into turns. begun is the prompt of the turn within which the window begins, nil for none.
func Turns(messages []Message, begun *model.Message, limits Limits) []Turn {
	var turns []Turn
	previous := map[string][]toolcall.Task{}
	for i, m := range messages {
		if m.Kind == model.KindPrompt {
			turns = append(turns, Turn{ID: m.ID, Anchor: Anchor(m.ID), EventID: m.EventID, Prompt: newBlock(m, &limits)})
			continue
		}
		if i == 0 {
			turns = append(turns, begin(begun))
		}
		t := &turns[len(turns)-1]
		t.add(newBlock(m, &limits), previous)
	}
	return turns
}

// begin returns the piece of a turn whose prompt is not in the window.
func begin(prompt *model.Message) Turn {
	if prompt == nil {
		return Turn{}
	}
	return Turn{ID: prompt.ID, Anchor: Anchor(prompt.ID), EventID: prompt.EventID}
}

// add adds a block. Neighbours that read become one, and the list of a check list is compared with the one before it.
func (t *Turn) add(b *Block, previous map[string][]toolcall.Task) {
	if b.Call != nil && b.Call.Tasks != nil {
		b.Call.compare(previous)
	}
	if b.Permission != nil && t.ask(b) {
		return
	}
	if !b.isRead() {
		t.Blocks = append(t.Blocks, b)
		return
	}
	if n := len(t.Blocks); n > 0 && t.Blocks[n-1].Name == BlockReads {
		group := t.Blocks[n-1]
		group.Calls = append(group.Calls, b.Call)
		group.Cursor, group.IsFailed, group.IsRunning = b.Cursor, group.IsFailed || b.IsFailed, group.IsRunning || b.IsRunning
		return
	}
	b.Name, b.Calls, b.Call = BlockReads, []*Call{b.Call}, nil
	t.Blocks = append(t.Blocks, b)
}

func (b *Block) isRead() bool { return b.Call != nil && b.Call.Kind == toolcall.KindRead }

// ask notes at the call for which a permission was asked when that was, and reports whether the call is in the turn.
func (t *Turn) ask(b *Block) bool {
	if b.Permission.CallID == "" {
		return false
	}
	for _, other := range t.Blocks {
		for _, c := range other.calls() {
			if c.callID == b.Permission.CallID {
				c.Asked = b.At
				return true
			}
		}
	}
	return false
}

// calls returns the calls of a block.
func (b *Block) calls() []*Call {
	if b.Call != nil {
		return []*Call{b.Call}
	}
	return b.Calls
}
