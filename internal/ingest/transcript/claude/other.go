package claude

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// other reads records that are not messages.
func (c *reader) other(r record, out *transcript.Batch) {
	switch r.kind {
	case "custom-title":
		c.title(jsonscan.Get(r.whole, "customTitle"), true)
	case "ai-title":
		c.title(jsonscan.Get(r.whole, "aiTitle"), false)
	case "summary":
		c.title(jsonscan.Get(r.whole, "summary"), false)
	case "system":
		c.system(r, out)
	case "progress":
		c.agentProgress(r, out)
	case "queue-operation":
		if content := transcript.Text(jsonscan.Get(r.whole, "content")); strings.Contains(content, "<task-notification>") {
			c.notification(r, content, out)
		}
	case "attachment":
		c.attachment(r, out)
	case "cost-state":
		out.AddSession(ingest.Session{ID: r.session, Agent: program, Metadata: map[string]json.RawMessage{"cost_state": transcript.RawJSON(r.whole)}})
	case "pr-link":
		out.AddSession(ingest.Session{ID: r.session, Agent: program, Metadata: transcript.Texts(r.whole, "prUrl", "prRepository")})
	default:
		out.Ignore(transcript.Truncate(r.kind, transcript.MaxKind))
	}
}

// title keeps the last title. One that the user chose wins over a generated one.
func (c *reader) title(value gjson.Result, custom bool) {
	title := transcript.Truncate(transcript.Text(value), 500)
	if title == "" || c.state.CustomTitle && !custom {
		return
	}
	c.state.Title, c.state.CustomTitle = title, custom
}

// system reads a record of the program itself.
func (c *reader) system(r record, out *transcript.Batch) {
	if r.isRepeated {
		return
	}
	subtype := transcript.Truncate(jsonscan.Get(r.whole, "subtype").String(), transcript.MaxKind)
	switch subtype {
	case "compact_boundary", "microcompact_boundary":
		e := c.event(r, ingest.MarkID(r.session, "compact", r.uuid), ingest.TypeCheckPoint)
		e.ToolName, e.Status, e.Output = "Compact", ingest.StatusCompleted, transcript.Text(jsonscan.Get(r.whole, "content"))
		for _, name := range []string{"compactMetadata", "microcompactMetadata"} {
			if value := jsonscan.Get(r.whole, name); value.Exists() {
				e.Context = transcript.With(e.Context, name, transcript.RawJSON(value))
			}
		}
		out.AddEvent(e)
	case "api_error":
		e := c.event(r, ingest.MarkID(r.session, "api_error", r.uuid), ingest.TypeError)
		e.Status, e.Error = ingest.StatusFailed, apiErrorText(r.failure)
		e.Output = e.Error
		e.Context = transcript.With(nil, "error", transcript.RawJSON(r.failure))
		out.AddEvent(e)
	case "turn_duration":
		if e := c.state.Prompt; e.ID != "" && e.Status == ingest.StatusStarted && r.branch == "" {
			if ms := jsonscan.Get(r.whole, "durationMs"); ms.Type == gjson.Number && ms.Float() >= 0 {
				seconds := ms.Float() / 1000
				e.DurationSeconds = &seconds
			}
			e.Status = ingest.StatusCompleted
			out.AddEvent(e)
			c.state.Prompt.Status = e.Status
		}
	default:
		out.Ignore("system " + subtype)
	}
}

// apiErrorText returns the message of a failed request.
func apiErrorText(value gjson.Result) string {
	if value.Type == gjson.String {
		return transcript.Text(value)
	}
	return cmp.Or(transcript.Text(value.Get("error.error.message")), transcript.Text(value.Get("error.message")), transcript.Text(jsonscan.Get(value, "message")), transcript.Truncate(value.Raw, 500))
}

// attachment adds a prompt that was typed while a tool ran.
func (c *reader) attachment(r record, out *transcript.Batch) {
	attached := jsonscan.Get(r.whole, "attachment")
	if jsonscan.Get(attached, "type").Str != "queued_command" {
		out.Ignore("attachment " + transcript.Truncate(jsonscan.Get(attached, "type").String(), transcript.MaxKind))
		return
	}
	text, ok := promptText(jsonscan.Get(attached, "prompt"))
	switch {
	case strings.HasPrefix(text, "<task-notification>"):
		c.notification(r, text, out)
	case ok && r.branch == "" && !r.sidechain:
		c.prompt(r, text, out)
	}
}
