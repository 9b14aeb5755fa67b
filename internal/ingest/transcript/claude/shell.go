package claude

import (
	"cmp"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// shell reads a command of the shell that the user typed behind "!", or its output, and reports whether the text is one of these. The command
// is the user's own: it is no prompt, and no call of the agent.
func (c *reader) shell(r record, text string, out *transcript.Batch) bool {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "<"+speech.Shell+">") {
		if !r.isRepeated {
			c.command(r, agent.Inside(text, speech.Shell), out)
		}
		return true
	}
	var outputs []string
	isOutput := false
	for _, name := range speech.ShellOutput {
		isOutput = isOutput || strings.HasPrefix(text, "<"+name+">")
		if output := agent.Inside(text, name); output != "" {
			outputs = append(outputs, output)
		}
	}
	if isOutput && !r.isRepeated {
		c.commandOutput(r, strings.Join(outputs, "\n"), out)
	}
	return isOutput
}

// command adds a command.
func (c *reader) command(r record, text string, out *transcript.Batch) {
	e := c.event(r, ingest.MarkID(r.session, "command", cmp.Or(r.uuid, string(r.at))), ingest.TypeCheckPoint)
	e.ToolName, e.Input, e.Status = model.ToolUserCommand, text, ingest.StatusStarted
	e.Message = ingest.Said(model.KindCommand, model.RoleUser, text)
	out.AddEvent(e)
	e.Input, e.Message = "", nil
	c.state.Command = e
}

// commandOutput ends the command that was typed last.
func (c *reader) commandOutput(r record, text string, out *transcript.Batch) {
	e := c.state.Command
	if e.ID == "" {
		return
	}
	e.Output, e.EndedAt, e.Status = text, r.at, ingest.StatusCompleted
	e.Message = &ingest.Message{Kind: model.KindCommand, Role: model.RoleUser, Parts: []ingest.Part{
		{Section: model.SectionResponse, Type: model.PartResponse, Text: text},
	}}
	out.AddEvent(e)
	c.state.Command = ingest.Event{}
}
