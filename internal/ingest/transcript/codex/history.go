package codex

import (
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// history is what is known of the records at the beginning of a file that repeat another one: a subagent, a fork and a further file of a thread
// may begin with a copy, whose records have new times.
type history struct {
	// Until is the ordinal of the first record that is no copy, 0 where the header of the file states none.
	Until int64
	// ForkPoint says that Until only is where the parent was when the file was forked: a file without a copy counts from 0 all the same.
	ForkPoint bool
	// Replaying says that the records so far were copies, Reached that one was none. IsStated says that the header states where a copy ends.
	Replaying, Reached, IsStated bool
	// Created is when the thread was made, and CopiedTurn the last turn that began before.
	Created    model.Instant
	CopiedTurn string
	// IsPage says that the file continues another file of its thread.
	IsPage bool
}

// newHistory returns what the header of a file states of a copy in it. fork is the thread that it was forked from, parent the one that
// started it, "" for none. A file that is numbered states each copy; of one that is not, the records show where the copy ends.
func newHistory(meta gjson.Result, fork, parent string) history {
	base := jsonscan.Get(meta, "history_base")
	until, isStated := firstOrdinal(jsonscan.Get(meta, "subagent_history_start_ordinal"), jsonscan.Get(base, "end_ordinal_exclusive"))
	h := history{Until: until, Created: transcript.Instant(jsonscan.Get(meta, "timestamp")), IsPage: base.IsObject() && fork == "" && parent == ""}
	if !isStated {
		h.Until, isStated = firstOrdinal(jsonscan.Get(meta, "forked_from_ordinal_exclusive"))
		h.ForkPoint = isStated
	}
	isNumbered := jsonscan.Get(meta, "history_mode").Str == "paginated"
	h.IsStated = isStated
	h.Replaying = h.Until > 0 || !isStated && (fork != "" || parent != "" && !isNumbered)
	return h
}

// firstOrdinal returns the first of some values that is an ordinal.
func firstOrdinal(values ...gjson.Result) (ordinal int64, ok bool) {
	for _, value := range values {
		if n := parseOrdinal(value); n != noOrdinal {
			return n, true
		}
	}
	return 0, false
}

// origin says where a record comes from, as far as that is known.
type origin int

const (
	originUnknown origin = iota
	originCopy
	originOwn
)

// isHistory reports whether a record is a copy of one of another file. What the header states wins; else the record itself may name its
// thread and its turn.
func (c *reader) isHistory(r record) bool {
	h := &c.state.history
	isForeign := r.thread != "" && r.thread != c.state.Own
	switch {
	case !h.Replaying:
		h.Reached = true
		return isForeign || r.ordinal != noOrdinal && r.ordinal < h.Until
	case r.ordinal != noOrdinal && r.ordinal >= h.Until:
		h.Replaying, h.Reached, c.state.Turn = false, true, "" // the turn of a copy is over
		return isForeign
	case r.ordinal != noOrdinal && !h.ForkPoint:
		return true
	}
	if r.turn != "" {
		c.state.Turn = r.turn
	}
	if isForeign || c.isCopy(r) {
		return true
	}
	h.Replaying, h.Reached, h.Until = false, true, 0
	return false
}

// furtherHeader notes the header of another thread in the file: the thread's records were copied with it.
func (h *history) furtherHeader() {
	h.Replaying = h.Replaying || !h.IsStated && !h.Reached
}

// isCopy reports whether a record that names no other thread is a copy, in a file that does not state where its copy ends. Where nothing
// says so, a copy is what was written within the first second of the file.
func (c *reader) isCopy(r record) bool {
	turns := c.ancestor().Turns
	switch c.origin(r, turns) {
	case originCopy:
		return true
	case originOwn:
		return false
	}
	if r.ordinal != noOrdinal || len(turns) > 0 {
		return true
	}
	seconds, ok := r.at.Seconds(c.state.Begun)
	return ok && seconds < 1
}

// origin returns what the turn and the thread of a record say of its origin. turns are those of the parent.
func (c *reader) origin(r record, turns map[string]bool) origin {
	if turn := c.state.Turn; turn != "" {
		if turns[turn] {
			return originCopy
		}
		if known := compareAges(turn, c.state.Own); known != originUnknown {
			return known
		}
		if known := c.state.startedAt(turn, r); known != originUnknown {
			return known
		}
		if len(turns) > 0 {
			return originOwn
		}
	}
	if r.thread == c.state.Own && r.thread != "" {
		return originOwn
	}
	return originUnknown
}

// startedAt returns what the time says at which a turn started, in seconds (TurnStartedEvent in codex-rs/protocol/src/protocol.rs). A copy of that
// record has a new time itself, but states the old one.
func (h *history) startedAt(turn string, r record) origin {
	if turn == h.CopiedTurn {
		return originCopy
	}
	if r.event != "task_started" || h.Created == "" {
		return originUnknown
	}
	started := jsonscan.Get(r.payload, "started_at")
	if started.Type != gjson.Number {
		return originUnknown
	}
	if after, ok := transcript.Instant(started).Seconds(h.Created); ok && after <= -1 { // the time of the thread has parts of a second
		h.CopiedTurn = turn
		return originCopy
	}
	return originOwn
}

// compareAges compares when the ids of a turn and of the thread of a file were made: a turn that is older than the thread was copied into it.
// Codex makes its ids as UUIDs of version 7, which begin with the time.
func compareAges(turn, thread string) origin {
	turnTime, ok := timeOfID(turn)
	threadTime, ok2 := timeOfID(thread)
	switch {
	case !ok || !ok2 || turnTime == threadTime:
		return originUnknown
	case turnTime < threadTime:
		return originCopy
	default:
		return originOwn
	}
}

// timeOfID returns the part of an id that tells its time, in a form that can be compared; ok is false for other ids.
func timeOfID(id string) (part string, ok bool) {
	const version = 14
	if len(id) != uuidLength || id[8] != '-' || id[version-1] != '-' || id[version] != '7' {
		return "", false
	}
	return strings.ToLower(id[:version-1]), true
}

// readHistory reads of a copied record what the thread's own records refer to: the total of tokens so far, and the model, which counts where
// no record of its own names one.
func (c *reader) readHistory(r record) {
	switch {
	case r.kind == "turn_context":
		if name := transcript.Text(jsonscan.Get(r.payload, "model")); name != "" {
			c.state.Model = name
		}
	case r.event == "token_count":
		if total := jsonscan.Get(jsonscan.Get(r.payload, "info"), "total_token_usage"); total.IsObject() {
			c.state.Total, c.state.Counted = parseTokens(total), true
		}
	}
}
