package otlp

import (
	"encoding/hex"
	"strings"
	"time"

	common "go.opentelemetry.io/proto/otlp/common/v1"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// program is who sends telemetry.
type program int

const (
	unknown program = iota
	claudeCode
	codex
	geminiCLI
	// generic keeps to the conventions for generative AI.
	generic
)

// record is a log record or a span, whichever its program.
type record struct {
	program program
	// name is what it tells of, without the name of the program.
	name string
	// service is the name that the program gives itself.
	service string
	at      model.Instant
	attrs   attributes
	traceID string
	spanID  string
	// span says that it is a span, not a log record; seconds is how long it lasted, nil if it does not tell.
	span    bool
	seconds *float64
	failed  bool
	message string
}

// prefixes are how the programs begin the names of what they tell.
var prefixes = map[string]program{"claude_code.": claudeCode, "codex.": codex, "gemini_cli.": geminiCLI}

// newRecord finds out who sent it.
func newRecord(name, scope string, resource, list []*common.KeyValue) record {
	r := record{name: clean(name), attrs: attributes{}}
	r.attrs.add(list)
	around := attributes{}
	around.add(resource)
	r.service = around.text("service.name")
	for prefix, program := range prefixes {
		if short, ok := strings.CutPrefix(r.name, prefix); ok {
			r.name, r.program = short, program
		}
	}
	if r.program == unknown {
		r.program = programOf(r.service, scope)
	}
	if r.program == unknown && r.attrs.isGenerative() {
		r.program = generic
	}
	for _, key := range []string{"session.id", "gen_ai.conversation.id"} {
		if _, there := r.attrs[key]; !there && around[key] != nil {
			r.attrs[key] = around[key]
		}
	}
	return r
}

func programOf(service, scope string) program {
	switch {
	case strings.HasPrefix(service, "claude-code"), strings.HasPrefix(scope, "com.anthropic.claude_code"):
		return claudeCode
	case strings.HasPrefix(service, "codex"):
		return codex
	case strings.HasPrefix(service, "gemini-cli"):
		return geminiCLI
	default:
		return unknown
	}
}

func (a attributes) isGenerative() bool {
	for key := range a {
		if strings.HasPrefix(key, "gen_ai.") {
			return true
		}
	}
	return false
}

// agent returns the name under which sessions of the program stand.
func (r record) agent() string {
	switch r.program {
	case claudeCode:
		return ingest.ClaudeCode
	case codex:
		return ingest.Codex
	case geminiCLI:
		return ingest.GeminiCLI
	}
	if name := r.attrs.text("gen_ai.agent.name"); name != "" {
		return name
	}
	if r.service != "" {
		return r.service
	}
	return "gen-ai"
}

// session returns the id of the session. Programs that keep to the conventions alone may have none; a trace is one run of theirs.
func (r record) session() string {
	id := r.attrs.text("session.id", "conversation.id", "gen_ai.conversation.id", "session_id")
	if id == "" && r.program == generic && r.traceID != "" {
		id = "trace-" + r.traceID
	}
	return id
}

// observeSession notes the session of the record.
func (r record) observeSession(to *collector) {
	s := ingest.Session{ID: r.session(), Agent: r.agent(), At: r.at, Cwd: r.attrs.text("cwd", "workspace.host_paths")}
	if r.isMain() {
		s.Model = r.attrs.text("model", "gen_ai.request.model")
	}
	to.session(s)
}

// isMain reports whether the main agent asks, as opposed to a subagent or a helper, such as the one that finds a title.
func (r record) isMain() bool {
	switch r.attrs.text("query_source") {
	case "", "main", "repl_main_thread", "sdk":
		return r.program != claudeCode || r.attrs.text("agent.name", "agent_id", "agent_type") == ""
	}
	return false
}

// event begins an event of the record.
func (r record) event(id, kind string) ingest.Event {
	return ingest.Event{
		ID: id, SessionID: r.session(), AgentID: r.agent(), Type: kind, At: r.at, Status: ingest.StatusRecorded, DurationSeconds: r.seconds,
		Subagent: r.attrs.text("agent_id"), ParentID: r.prompt(), Model: r.attrs.text("model", "gen_ai.request.model"),
		Context: r.attrs.context(map[string]string{"trace_id": r.traceID, "span_id": r.spanID, "event.name": r.name}),
	}
}

// prompt returns the event of the prompt that the record belongs to, "" if it names none.
func (r record) prompt() string {
	if key := r.promptKey(); key != "" {
		return ingest.PromptID(r.session(), key)
	}
	return ""
}

func (r record) promptKey() string {
	return r.attrs.text("prompt.id", "prompt_id", "turn_id", "turn.id")
}

// sequence tells records of one kind in a session apart: by their time, and by their number where they have one. A session that is
// taken up again may count anew.
func (r record) sequence() string {
	if n := r.attrs.text("event.sequence"); n != "" {
		return string(r.at) + "/" + n
	}
	return string(r.at) + r.spanID
}

// mark notes something that happened and that no more is known of than it tells itself.
func (r record) mark(to *collector, kind string, status ingest.Status) {
	e := r.event(ingest.MarkID(r.session(), r.name, r.sequence()), kind)
	e.Status, e.ToolName = status, r.name
	e.Error = r.attrs.text("error", "error.message", "exception.message")
	e.Output = e.Error
	to.event(e)
}

// instant returns a time in nanoseconds, or one that is told as text, or else when the request was received.
func instant(nanos uint64, told string, received time.Time) model.Instant {
	if nanos > 0 && nanos < 1<<63 {
		return model.InstantOf(time.Unix(0, int64(nanos)))
	}
	if t, ok := model.Instant(told).Time(); ok {
		return model.InstantOf(t)
	}
	return model.InstantOf(received)
}

func hexID(id []byte) string {
	if len(id) > 16 {
		return ""
	}
	return hex.EncodeToString(id)
}
