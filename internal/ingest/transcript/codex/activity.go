package codex

import (
	"cmp"
	"slices"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// activity reads what a subagent did, as the thread that started it records it (SubAgentActivityItem in codex-rs/protocol/src/items.rs, and the
// events sub_agent_activity and collab_agent_spawn_end before it): the call that spawned it returns the name of its task alone.
func (c *reader) activity(r record, activity gjson.Result, out *transcript.Batch) {
	thread := cmp.Or(transcript.ID(member(activity, "agent_thread_id")), transcript.ID(member(activity, "new_thread_id")))
	call := cmp.Or(transcript.ID(member(activity, "call_id")), transcript.ID(member(activity, "event_id")), transcript.ID(member(activity, "id")))
	switch plain(jsonscan.Get(activity, "kind")) {
	case "", "started", "spawned":
		c.spawned(call, thread, r.at, out)
	case "completed":
		c.ended(thread, ingest.StatusCompleted, r.at, out)
	case "interrupted":
		c.ended(thread, ingest.StatusCancelled, r.at, out)
	}
}

// spawned adds which subagent a delegation started.
func (c *reader) spawned(call, thread string, at model.Instant, out *transcript.Batch) {
	if call == "" || thread == "" {
		return
	}
	if _, ok := c.state.Spawned.Get(thread); ok {
		return // it is resumed by another call
	}
	c.state.Spawned.Put(thread, call, maxSpawned)
	c.state.Unnamed.Drop(call)
	c.addPendingPrompt(at, out)
	e := c.event(ingest.ToolID(call), ingest.TypeTaskDelegation, at)
	toolcall.Call{Agent: program, Subagent: thread}.Fill(&e)
	e.ToolUseID, e.Status = call, ingest.StatusStarted
	out.AddEvent(e)
}

// returned keeps the name of the task that a delegation returned, where no activity named the subagent before.
func (c *reader) returned(call string, result gjson.Result) {
	for _, known := range c.state.Spawned.Values {
		if known == call {
			return
		}
	}
	if facts, ok := transcript.ParseObject([]byte(result.Str)); ok {
		if name := transcript.Text(jsonscan.Get(facts, "task_name")); name != "" {
			c.state.Unnamed.Put(call, name, maxSpawned)
		}
	}
}

// findSpawned looks for the subagents of delegations that returned the name of the task alone: the header of the subagent's file has it too.
func (c *reader) findSpawned(out *transcript.Batch) {
	if c.from.Child == nil {
		return
	}
	for _, call := range slices.Clone(c.state.Unnamed.Keys) {
		name, _ := c.state.Unnamed.Get(call)
		if thread := c.from.Child(c.state.Own, name); thread != "" {
			c.spawned(call, thread, c.state.At, out)
		}
	}
}

// ended ends what a subagent left running, and the delegation that started it.
func (c *reader) ended(thread string, status ingest.Status, at model.Instant, out *transcript.Batch) {
	if thread != "" {
		out.AddStop(ingest.Stop{SessionID: c.state.Session, Subagent: thread, At: at, Status: status})
	}
}
