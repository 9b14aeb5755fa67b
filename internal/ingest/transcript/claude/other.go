package transcript

import (
	"encoding/json"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// other reads the records that are no messages.
func (c *claude) other(r record, out *Batch) {
	switch r.kind {
	case "custom-title":
		c.title(r.whole.Get("customTitle"), true)
	case "ai-title":
		c.title(r.whole.Get("aiTitle"), false)
	case "summary":
		c.title(r.whole.Get("summary"), false)
	case "system":
		c.system(r, out)
	case "progress":
		c.progress(r, out)
	case "queue-operation":
		if content := text(r.whole.Get("content")); strings.Contains(content, "<task-notification>") {
			c.notification(r, content, out)
		}
	case "attachment":
		c.attachment(r, out)
	case "cost-state":
		out.session(ingest.Session{ID: r.session, Agent: claudeAgent, Metadata: map[string]json.RawMessage{"cost_state": rawJSON(r.whole)}})
	case "pr-link":
		out.session(ingest.Session{ID: r.session, Agent: claudeAgent, Metadata: texts(r.whole, "prUrl", "prRepository")})
	default:
		out.ignore(clip(r.kind, 40))
	}
}

// title keeps the last title; one that the user chose wins over those that were made.
func (c *claude) title(value gjson.Result, custom bool) {
	title := clip(text(value), 500)
	if title == "" || c.state.CustomTitle && !custom {
		return
	}
	c.state.Title, c.state.CustomTitle = title, custom
}

func (c *claude) system(r record, out *Batch) {
	if r.again {
		return
	}
	subtype := clip(r.whole.Get("subtype").String(), 40)
	switch subtype {
	case "compact_boundary", "microcompact_boundary":
		e := c.event(r, ingest.MarkID(r.session, "compact", r.uuid), ingest.TypeCheckPoint)
		e.ToolName, e.Status, e.Output = "Compact", ingest.StatusCompleted, text(r.whole.Get("content"))
		for _, name := range []string{"compactMetadata", "microcompactMetadata"} {
			if value := r.whole.Get(name); value.Exists() {
				e.Context = with(e.Context, name, rawJSON(value))
			}
		}
		out.event(e)
	case "api_error":
		e := c.event(r, ingest.MarkID(r.session, "api_error", r.uuid), ingest.TypeError)
		e.Status, e.Error = ingest.StatusFailed, apiErrorText(r.failure)
		e.Output = e.Error
		e.Context = with(nil, "error", rawJSON(r.failure))
		out.event(e)
	case "turn_duration":
		if e := c.state.Prompt; e.ID != "" && e.Status == ingest.StatusStarted && r.branch == "" {
			if ms := r.whole.Get("durationMs"); ms.Type == gjson.Number && ms.Float() >= 0 {
				seconds := ms.Float() / 1000
				e.DurationSeconds = &seconds
			}
			e.Status = ingest.StatusCompleted
			out.event(e)
			c.state.Prompt.Status = e.Status
		}
	default:
		out.ignore("system " + subtype)
	}
}

func apiErrorText(value gjson.Result) string {
	if value.Type == gjson.String {
		return text(value)
	}
	return first(text(value.Get("error.error.message")), text(value.Get("error.message")), text(value.Get("message")), clip(value.Raw, 500))
}

// attachment tells a prompt that was typed while a tool ran.
func (c *claude) attachment(r record, out *Batch) {
	attached := r.whole.Get("attachment")
	if attached.Get("type").Str != "queued_command" {
		out.ignore("attachment " + clip(attached.Get("type").String(), 40))
		return
	}
	said, ok := promptText(attached.Get("prompt"))
	switch {
	case strings.HasPrefix(said, "<task-notification>"):
		c.notification(r, said, out)
	case ok && r.branch == "" && !r.sidechain:
		c.prompt(r, said, out)
	}
}
