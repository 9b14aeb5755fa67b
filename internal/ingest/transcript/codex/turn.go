package codex

import (
	"cmp"
	"strconv"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// followTurn keeps the turn that the records belong to. The end of a turn may be written after the next one began.
func (c *reader) followTurn(r record, out *transcript.Batch) {
	if r.turn == "" || r.turn == c.state.Turn {
		return
	}
	switch r.event {
	case "task_complete", "turn_complete", "turn_aborted":
		return
	case "task_started", "turn_started":
		c.addHeld(out)
	default:
		if c.state.IsPage && c.state.Prompt.ID == "" && c.state.Subagent == "" {
			c.continueTurn(r.turn)
		}
	}
	c.state.Turn = r.turn
}

// continueTurn goes on with a turn that began in another file of the thread.
func (c *reader) continueTurn(turn string) {
	c.state.PromptTurn, c.state.Prompts = turn, 1
	c.state.Prompt = ingest.Event{
		ID: ingest.PromptID(c.state.Own, turn), SessionID: c.state.Session, AgentID: program, Type: ingest.TypeToolCall, ToolName: model.ToolUserQuery,
		Status: ingest.StatusStarted,
	}
}

// endTurn ends the turn that a record names, or the latest one. A record may name a turn that another one replaced long ago.
func (c *reader) endTurn(r record, status ingest.Status, out *transcript.Batch) {
	c.addPendingPrompt(r.at, out)
	c.addHeld(out)
	if c.state.Subagent != "" {
		c.stopSubagent(r, status, out)
		return
	}
	if r.turn == "" || r.turn == c.state.PromptTurn {
		c.endPrompt(status, c.sincePrompt(r.at), out)
	}
}

// abortTurn ends a turn before its answer (TurnAbortReason in codex-rs/protocol/src/protocol.rs). Only an interruption is one of the user; the
// first versions gave no reason. A turn beyond its budget could not be finished. The others were replaced by further work.
func (c *reader) abortTurn(r record, out *transcript.Batch) {
	status := ingest.StatusCompleted
	switch jsonscan.Get(r.payload, "reason").Str {
	case "interrupted", "":
		status = ingest.StatusCancelled
	case "budget_limited":
		status = ingest.StatusFailed
	}
	c.addPendingPrompt(r.at, out)
	if r.turn == "" || r.turn == c.state.Turn {
		c.endTools(ingest.StatusCancelled, out)
	}
	c.endTurn(r, status, out)
}

// turnKey returns the key of the n-th prompt or message of the turn: the turn for the first one, with a number for the others.
func turnKey(turn string, n int) string {
	if n == 1 && turn != "" {
		return turn
	}
	return turn + "/" + strconv.Itoa(n)
}

// sincePrompt returns the seconds since the prompt of the turn, nil where that is not known.
func (c *reader) sincePrompt(at model.Instant) *float64 {
	seconds, ok := at.Seconds(c.state.Prompt.At)
	if !ok || seconds < 0 {
		return nil
	}
	return &seconds
}

// endPrompt ends a turn that is open. seconds is how long it took, nil where that is not known.
func (c *reader) endPrompt(status ingest.Status, seconds *float64, out *transcript.Batch) {
	if e := c.state.Prompt; e.ID != "" && e.Status == ingest.StatusStarted {
		e.Status, e.DurationSeconds = status, seconds
		out.AddEvent(e)
		c.state.Prompt.Status = status
	}
	c.state.Last = transcript.Last{}
}

// see records what came last in the turn, by which the next prompt ends it where no record does. What happens in a subagent does not count.
func (c *reader) see(kind transcript.LastKind, at model.Instant) {
	if c.state.Subagent == "" {
		c.state.Last.See(kind, at)
	}
}

// stopSubagent adds that the subagent of the file ended a turn, as the hook of its stop does, and ends what it left running. It may get another
// task.
func (c *reader) stopSubagent(r record, status ingest.Status, out *transcript.Batch) {
	c.state.Stops++
	key := cmp.Or(r.turn, c.state.Turn)
	if key == "" {
		key = c.state.Subagent + "/" + strconv.Itoa(c.state.Stops)
	}
	e := c.event(ingest.MarkID(c.state.Session, "SubagentStop", key), ingest.TypeCompletion, r.at)
	c.addMark(e, "SubagentStop", out)
	out.AddStop(ingest.Stop{SessionID: c.state.Session, Subagent: c.state.Subagent, At: r.at, Status: status})
}
