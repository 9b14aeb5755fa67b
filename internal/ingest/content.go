package ingest

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Content is how much of what agents do is stored, or leaves a machine.
type Content string

// The levels of content.
const (
	// ContentFull is everything, without secrets.
	ContentFull Content = "full"
	// ContentMetadata is what happened, without what was said: tools, types, statuses, times, models, tokens, costs, agents and their tree, folders of
	// projects. Of texts only the length is kept, of pictures the kind and the size.
	ContentMetadata Content = "metadata"
)

// Contents returns all levels, from most to least.
func Contents() []Content { return []Content{ContentFull, ContentMetadata} }

// ParseContent returns the level of a name; "" stands for ContentFull.
func ParseContent(name string) (Content, error) {
	if name == "" {
		return ContentFull, nil
	}
	if level := Content(name); slices.Contains(Contents(), level) {
		return level, nil
	}
	return "", fmt.Errorf("%q is no level of content: take full or metadata", name)
}

// Reduce removes from an observation what the level does not contain. The observation must belong to the caller alone.
func (c Content) Reduce(o *Observation) {
	if c != ContentMetadata {
		return
	}
	if s := o.Session; s != nil {
		s.Title, s.HandoffNotes, s.RecommendedNext = "", "", ""
		reduceMembers(s.Metadata)
	}
	if e := o.Event; e != nil {
		e.Input, e.Output, e.Error, e.ToolInput = "", "", "", nil
		reduceMembers(e.Context)
		if e.Message != nil {
			reduceParts(e.Message.Parts)
		}
	}
	if o.Message != nil {
		reduceParts(o.Message.Parts)
	}
}

// reduceParts leaves of parts what they are and how long they were.
func reduceParts(parts []Part) {
	for i := range parts {
		p := &parts[i]
		p.Meta = nil
		if size := len(p.Text); size > 0 {
			p.Meta = json.RawMessage(fmt.Sprintf(`{"omitted_bytes":%d}`, size))
		}
		p.Text, p.IsCut = "", false
		if p.Type != model.PartCall && p.Type != model.PartResponse {
			p.Name = ""
		}
		if p.Blob != nil {
			p.Blob = &Blob{MIME: p.Blob.MIME, Bytes: p.Blob.Bytes}
		}
	}
}

// reduceMembers removes the members that may be somebody's text. Numbers and booleans are none.
func reduceMembers(members map[string]json.RawMessage) {
	for name, value := range members {
		if !isNumberOrBoolean(value) && !isWord(name) {
			delete(members, name)
		}
	}
}

// isWord reports whether a member of a context or of metadata has a word of the agent or of HtmlGraph as its value: a time, an id, a version, a reason.
func isWord(name string) bool {
	switch name {
	case BackgroundMember, TaskEndMember, EndedMember, StoppedMember, DecidedMember, FailureMember, EndedByMember:
		return true
	case "version", "cli_version", "gitBranch", "entrypoint", "originator", "model_provider", "permission_mode", "source", "reason", "stop_reason",
		"hook_event_name", "service_tier", "turn_id", "prompt_id", "agent_id", "agent_type", "trigger", "notification_type":
		return true
	default:
		return false
	}
}

// isNumberOrBoolean reports whether a value in JSON is a number, true, false or null.
func isNumberOrBoolean(value json.RawMessage) bool {
	return len(value) > 0 && value[0] != '"' && value[0] != '{' && value[0] != '['
}
