package otlp

import (
	"encoding/hex"
	"strings"
	"time"

	common "go.opentelemetry.io/proto/otlp/common/v1"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// sender is the kind of program that sent a record.
type sender int

const (
	// unknown is a program that has nothing to do with agents.
	unknown sender = iota
	// registered is an agent of the registry.
	registered
	// generative is another program that keeps to the conventions for generative AI.
	generative
	// repeating is a library whose requests an agent of the registry reports itself.
	repeating
)

// record is a log record, a span or a data point of a metric.
type record struct {
	sender sender
	// agent is the agent of the registry, the zero value for others.
	agent agent.Agent
	// name is the name of the record without the prefix of its agent.
	name string
	// service is the name that the program gives itself.
	service string
	at      model.Instant
	attrs   attributes
	traceID string
	spanID  string
	// parentSpanID is the span around it, "" for none. hasRequests says that it is a span around others with tokens of their own, and below are
	// the tokens of those right below it.
	parentSpanID string
	hasRequests  bool
	below        struct{ input, output int64 }
	// isSpan says that it is a span; seconds is how long it lasted, nil if unknown. failed and message are its status.
	isSpan  bool
	seconds *float64
	failed  bool
	message string
	// malformed says what was left out of it, "" for nothing.
	malformed string
}

// newRecord returns a record of the sender. A session may be named by the record or by its resource.
func newRecord(name, scope string, resource, list []*common.KeyValue) record {
	r := record{attrs: attributes{}}
	r.attrs.add(list)
	around := attributes{}
	around.add(resource)
	r.service = around.text("service.name")
	var ok bool
	if r.agent, r.name, ok = agent.FromTelemetry(clean(name), r.service, scope); agent.RepeatsRequests(scope) {
		r.sender = repeating
	} else if ok {
		r.sender = registered
	} else if r.attrs.isGenerative() {
		r.sender = generative
	}
	for _, key := range []string{"session.id", "gen_ai.conversation.id"} {
		if _, there := r.attrs[key]; !there && around[key] != nil {
			r.attrs[key] = around[key]
		}
	}
	return r
}

func (a attributes) isGenerative() bool {
	for key := range a {
		if strings.HasPrefix(key, "gen_ai.") {
			return true
		}
	}
	return false
}

// agentID returns the name under which the sessions of the program are stored.
func (r *record) agentID() string {
	if r.agent.ID != "" {
		return r.agent.ID
	}
	if name := r.attrs.text("gen_ai.agent.name"); name != "" {
		return name
	}
	if r.service != "" {
		return r.service
	}
	return "gen-ai"
}

// session returns the id of the session, "" if there is none. A program that is not registered may name none: a trace is then one run of it.
func (r *record) session() string {
	id := r.attrs.text("session.id", "conversation.id", "gen_ai.conversation.id", "session_id")
	if id == "" {
		id = r.attrs.text(r.agent.Telemetry.Session...)
	}
	if id == "" && r.sender == generative && r.traceID != "" {
		id = "trace-" + r.traceID
	}
	return id
}

// reportSession reports the session of the record.
func (r *record) reportSession(to *collector) {
	s := ingest.Session{ID: r.session(), Agent: r.agentID(), At: r.at, Cwd: r.attrs.text("cwd", "workspace.host_paths")}
	if r.isMain() {
		s.Model = r.attrs.text("model", "gen_ai.request.model")
	}
	to.session(s)
}

// isMain reports whether the main agent made the record, as opposed to a subagent or a helper, such as the one that finds a title.
func (r *record) isMain() bool {
	switch r.attrs.text("query_source") {
	case "", "main", "repl_main_thread", "sdk":
		return r.attrs.text("agent.name", "agent_id", "agent_type") == ""
	}
	return false
}

// event returns an event with what all events of the record have in common.
func (r *record) event(id, kind string) ingest.Event {
	return ingest.Event{
		ID: id, SessionID: r.session(), AgentID: r.agentID(), Type: kind, At: r.at, Status: ingest.StatusRecorded, DurationSeconds: r.seconds,
		Subagent: r.attrs.text("agent_id"), ParentID: r.promptEvent(), Model: r.attrs.text("model", "gen_ai.request.model"),
		Context: r.attrs.context(map[string]string{"trace_id": r.traceID, "span_id": r.spanID, "event.name": r.name}),
	}
}

// sequence distinguishes records of one name in a session: by their time, and by their number where they have one. A session that is
// resumed may count from the start again.
func (r *record) sequence() string {
	if n := r.attrs.text("event.sequence"); n != "" {
		return string(r.at) + "/" + n
	}
	return string(r.at) + r.spanID
}

// reportOther reports something that happened of which no more is known than the record says.
func (r *record) reportOther(to *collector, kind string, status ingest.Status) {
	e := r.event(ingest.MarkID(r.session(), r.name, r.sequence()), kind)
	e.Status, e.ToolName = status, r.name
	e.Error = r.attrs.text("error", "error.message", "exception.message")
	e.Output = e.Error
	to.event(e)
}

// reportMalformed reports that a part of the record was malformed, once in a session for each part: some programs send the same fault with every
// record.
func (r *record) reportMalformed(to *collector) {
	if r.malformed == "" {
		return
	}
	about := r.name + ": " + r.malformed
	to.event(ingest.Event{
		ID: ingest.MarkID(r.session(), malformedTelemetry, about), SessionID: r.session(), AgentID: r.agentID(), Type: ingest.TypeCheckPoint,
		ToolName: malformedTelemetry, Input: about, At: r.at, Status: ingest.StatusRecorded,
	})
}

// malformedTelemetry is the name of the event that tells of a malformed record.
const malformedTelemetry = "malformed_telemetry"

// instant returns a time in nanoseconds, or one that is written as text, or else when the request was received.
func instant(nanos uint64, text string, received time.Time) model.Instant {
	if nanos > 0 && nanos < 1<<63 {
		return model.NewInstant(time.Unix(0, int64(nanos)))
	}
	if t, ok := model.Instant(text).Time(); ok {
		return model.NewInstant(t)
	}
	return model.NewInstant(received)
}

func hexID(id []byte) string {
	if len(id) > 16 {
		return ""
	}
	return hex.EncodeToString(id)
}
