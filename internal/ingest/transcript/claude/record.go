package claude

import (
	"cmp"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// record is one line. Its values refer to the line.
type record struct {
	kind, uuid, parent, session, agent, promptID string
	at                                           model.Instant
	sidechain, meta, summary, apiError           bool
	// request is the requestId of an answer, result the toolUseResult beside the result of a tool.
	request                              string
	whole, message, result, cwd, failure gjson.Result
	// branch is the subagent in which it happened, "" for the main agent.
	branch string
	// isRepeated says that the record belongs to another session, of which this one is a continuation.
	isRepeated bool
}

// envelope reads what all records have in common, in one pass.
func (c *reader) envelope(whole gjson.Result) record {
	r := record{whole: whole}
	jsonscan.Each(whole, func(name string, value gjson.Result) bool {
		switch name {
		case "type":
			r.kind = transcript.ID(value)
		case "uuid":
			r.uuid = transcript.ID(value)
		case "parentUuid":
			r.parent = transcript.ID(value)
		case "sessionId":
			r.session = transcript.ID(value)
		case "agentId":
			r.agent = transcript.ID(value)
		case "promptId":
			r.promptID = transcript.ID(value)
		case "timestamp":
			r.at = transcript.Instant(value)
		case "isSidechain":
			r.sidechain = value.Bool()
		case "isMeta":
			r.meta = value.Bool()
		case "isCompactSummary":
			r.summary = value.Bool()
		case "isApiErrorMessage":
			r.apiError = value.Bool()
		case "requestId":
			r.request = transcript.ID(value)
		case "message":
			r.message = value
		case "toolUseResult":
			r.result = value
		case "cwd":
			r.cwd = value
		case "error":
			r.failure = value
		}
		return true
	})
	return r
}

// locate finds the session, the time and the branch of a record. It returns false where the session is not known: a record that names none
// belongs to the session of the records before it, and only a message to the session that the file is named after.
func (c *reader) locate(r *record, out *transcript.Batch) bool {
	r.session = cmp.Or(r.session, c.state.Session)
	if r.session == "" && (r.kind == "user" || r.kind == "assistant") {
		r.session = c.sessionByName()
	}
	if r.session == "" {
		return false
	}
	if r.at.Compare(c.state.At) > 0 {
		c.state.Before, c.state.At = c.state.At, r.at
	}
	if r.at == "" { // this does not move At: the file may have been copied long after
		r.at = cmp.Or(c.state.At, c.from.Changed)
	}
	r.agent = cmp.Or(r.agent, c.from.AgentID)
	if c.state.Cwd == "" {
		c.state.Cwd = transcript.Text(r.cwd)
	}
	if r.session != c.state.Session {
		c.beginSession(r, out)
	}
	c.sidecar(r, out)
	r.branch = c.branchOf(r)
	r.isRepeated = c.from.Seen.RepeatedRecord(r.uuid, r.session)
	c.linkBranch(*r, out)
	return true
}

// withoutSession reads a record that comes before any session is known: only its title counts.
func (c *reader) withoutSession(r record, out *transcript.Batch) {
	switch r.kind {
	case "summary", "custom-title", "ai-title":
		c.other(r, out)
	default:
		out.Ignore(transcript.Truncate(r.kind, transcript.MaxKind))
	}
}
