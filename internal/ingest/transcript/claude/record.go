package claude

import (
	"cmp"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// record is one line. Its values refer to the line.
type record struct {
	kind, uuid, parent, session, agent, promptID string
	// attribution is the type of the subagent that answered, "" where the record does not name it.
	attribution                        string
	at                                 model.Instant
	sidechain, meta, summary, apiError bool
	// request is the requestId of an answer, result the toolUseResult beside the result of a tool.
	request                              string
	whole, message, result, cwd, failure gjson.Result
	// origin says who wrote a message in the place of the user, "" for unknown. byTool says that a call of a tool added it.
	origin string
	byTool bool
	// cost is what the record states that its answer cost, and replaces are the records that it takes the place of.
	cost, replaces gjson.Result
	// isCutShort says that the answer was interrupted, and stop why the model stopped.
	isCutShort bool
	stop       string
	// kindOfSession is "bg" for a session in the background. It begins with copies of the records of another session, which parentSession names.
	kindOfSession, parentSession string
	// forkedFrom is, in a copy of a record, the session and the id of the original.
	forkedFrom gjson.Result
	// isCopy says that the record names the session of which it is a copy.
	isCopy bool
	// branch is the subagent in which it happened, "" for the main agent.
	branch string
	// owner is to whom the record belongs. isRepeated says that it is another session, of which this one is a continuation.
	owner      string
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
		default:
			r.readMore(name, value)
		}
		return true
	})
	return r
}

// readMore reads a member that few records have.
func (r *record) readMore(name string, value gjson.Result) {
	switch name {
	case "origin":
		r.origin = transcript.ID(jsonscan.Get(value, "kind"))
	case "promptSource":
		r.origin = cmp.Or(r.origin, transcript.ID(value))
	case "sourceToolUseID":
		r.byTool = value.Str != ""
	case "costUSD":
		r.cost = value
	case "supersedes":
		r.replaces = value
	case "aborted":
		r.isCutShort = value.Bool()
	case "sessionKind":
		r.kindOfSession = value.Str
	case "session_id":
		r.parentSession = transcript.ID(value)
	case "forkedFrom":
		r.forkedFrom = value
	case "attributionAgent":
		r.attribution = transcript.ID(value)
	}
}

// locate finds the session, the time and the branch of a record. It returns false where the session is not known: a record that names none
// belongs to the session of the records before it, and only a message to the session that the file is named after.
func (c *reader) locate(r *record, out *transcript.Batch) bool {
	r.findOriginal()
	r.session = cmp.Or(r.session, c.state.Session)
	if r.session == "" && (r.kind == "user" || r.kind == "assistant") {
		r.session = c.sessionByName()
	}
	if r.session == "" {
		return false
	}
	hasTime := r.at != ""
	if r.at.Compare(c.state.At) > 0 {
		c.state.At = r.at
	}
	if !hasTime { // this does not move At: the file may have been copied long after
		r.at = cmp.Or(c.state.At, c.from.Changed)
	}
	r.agent = cmp.Or(r.agent, c.from.AgentID)
	if c.state.Cwd == "" {
		c.state.Cwd = transcript.Text(r.cwd)
	}
	if r.session != c.state.Session && !r.isRemark() {
		c.beginSession(r, out)
	}
	c.sidecar(r, out)
	r.branch = c.branchOf(r)
	me := ownerOf(r.session, r.agent)
	r.owner = c.from.Seen.Owner(r.uuid, me)
	r.isRepeated = r.owner != me
	c.nameByLeaf(*r, out)
	if hasTime && !c.state.HasTime && !r.isRepeated {
		c.beginAt(r, out)
	}
	c.linkBranch(*r, out)
	return true
}

// ownerOf names to whom a record belongs: a session, or one of its subagents, which may repeat the records of its session.
func ownerOf(session, agent string) string {
	if agent == "" {
		return session
	}
	return session + "\x00" + agent
}

// findOriginal has a copy of a record of another session belong to that session, where it names it: a session in the background and a fork
// begin with copies of the records of the session that they continue.
func (r *record) findOriginal() {
	session := ""
	if r.kindOfSession == "bg" && r.session != "" {
		session = r.parentSession
	}
	if r.forkedFrom.IsObject() {
		session = cmp.Or(transcript.ID(jsonscan.Get(r.forkedFrom, "sessionId")), session)
		r.uuid = cmp.Or(transcript.ID(jsonscan.Get(r.forkedFrom, "messageUuid")), r.uuid)
	}
	if session != "" && session != r.session {
		r.session, r.isCopy = session, true
	}
}

// beginAt has the session begin with its first record that has a time. Remarks before the session are some of its records only if it comes.
func (c *reader) beginAt(r *record, out *transcript.Batch) {
	if c.state.First == "" || r.at.Compare(c.state.First) < 0 {
		c.state.First = r.at
	}
	if r.session == c.state.Session {
		c.state.HasTime = true
		out.AddSession(ingest.Session{ID: r.session, Agent: program, At: c.state.First})
	}
}

// isRemark reports whether a record is about a session without being a part of it: a file of nothing else is no session.
func (r *record) isRemark() bool {
	switch r.kind {
	case "file-history-snapshot", "file-history-delta", "summary", "custom-title", "ai-title", "last-prompt", "tag", "agent-name", "agent-setting",
		"mode", "permission-mode", "bridge-session", "fork-context-ref", "atis-latch", "worktree-state", "queue-operation":
		return true
	case "user":
		return r.meta
	default:
		return false
	}
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
