package qwen

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// system reads a record of the program itself. Records of telemetry repeat what the messages say.
func (r *reader) system(c record, out *transcript.Batch) {
	payload := jsonscan.Get(c.Result, "systemPayload")
	switch c.subtype {
	case "chat_compression":
		e := r.event(c, ingest.MarkID(c.session, "compact", c.uuid), ingest.TypeCheckPoint)
		e.ToolName, e.Status = "Compact", ingest.StatusCompleted
		if info := jsonscan.Get(payload, "info"); info.Exists() {
			e.Context = transcript.With(nil, "info", transcript.RawJSON(info))
		}
		e.Message = &ingest.Message{Kind: model.KindCompaction, Role: model.RoleUser, Parts: []ingest.Part{
			{Section: model.SectionBody, Type: model.PartCompaction, Meta: e.Context["info"]},
		}}
		out.AddEvent(e)
	case "custom_title":
		r.title(transcript.Text(jsonscan.Get(payload, "customTitle")), jsonscan.Get(payload, "titleSource").Str != "auto")
	case "parent_session":
		out.AddSession(ingest.Session{ID: c.session, Agent: program, ParentID: transcript.ID(jsonscan.Get(payload, "parentSessionId"))})
	case "background_task_completed":
		r.notification(c, out)
	case "rewind":
		r.rewind(transcript.ID(jsonscan.Get(c.Result, "parentUuid")), out)
	default:
		out.Ignore(c.name())
	}
}

// title keeps the last title. One that the user chose wins over a generated one.
func (r *reader) title(title string, chosen bool) {
	if title == "" || r.state.IsTitleChosen && !chosen {
		return
	}
	r.state.Title, r.state.IsTitleChosen = transcript.Truncate(title, maxTitle), chosen
}

// maxTitle is the longest title that is kept, in characters.
const maxTitle = 500

// rewind returns to a record. What follows belongs to the prompt of that record; what was done meanwhile is kept, because it happened and
// was paid for.
func (r *reader) rewind(uuid string, out *transcript.Batch) {
	prompt, _ := r.state.Prompts.Get(uuid)
	if prompt == r.state.Prompt.ID {
		return
	}
	r.state.Last.EndTurn(&r.state.Prompt, "", out)
	r.state.Prompt = ingest.Event{ID: prompt}
}
