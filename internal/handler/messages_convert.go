package handler

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
)

func toAPIWindow(w conversation.Window) api.SessionMessages {
	window := api.SessionMessages{
		SessionID: w.Thread.SessionID, Subagent: orNil(w.Thread.Subagent), Messages: convert(w.Messages, toAPIMessage), FirstIndex: w.First,
		Total: w.Totals.Messages, Revision: w.Totals.Revision, Prev: toAPIMessageCursor(w.Previous), Next: toAPIMessageCursor(w.Next),
	}
	if w.Anchor >= 0 {
		anchor := int64(w.Anchor)
		window.AnchorIndex = &anchor
	}
	return window
}

func toAPIMessageCursor(cursor *model.MessageCursor) *string {
	if cursor == nil {
		return nil
	}
	text := cursor.String()
	return &text
}

func toAPIMessage(m model.Message) api.Message {
	return api.Message{
		MessageID: m.ID, EventID: orNil(m.EventID), Timestamp: string(m.At), Role: api.MessageRole(m.Role), Kind: api.MessageKind(m.Kind), AgentID: m.Agent,
		Model: orNil(m.Model), FinishReason: orNil(string(m.FinishReason)), Source: m.Source, Status: m.Status, ToolName: m.Tool, DurationSeconds: m.Seconds,
		Revision: m.Revision, Cursor: m.Cursor().String(), Parts: convert(m.Parts, toAPIMessagePart),
	}
}

func toAPIMessagePart(p model.MessagePart) api.MessagePart {
	part := api.MessagePart{
		PartID: p.ID, Section: api.MessagePartSection(p.Section), Type: api.MessagePartType(p.Type), CallID: orNil(p.CallID), Name: orNil(p.Name), Text: p.Text,
		Cut: p.IsCut,
	}
	if !p.IsWhole {
		truncated := allocate(&part.Truncated)
		truncated.Bytes, truncated.URL = p.Bytes, "/api/parts/"+strconv.FormatInt(p.ID, 10)+"/content"
	}
	if p.Blob != nil {
		blob := allocate(&part.Blob)
		blob.MimeType, blob.Modality, blob.Bytes, blob.URL = p.Blob.MIME, modalityOf(p.Blob.MIME), p.Blob.Bytes, "/api/blobs/"+p.Blob.SHA256
	}
	if p.Meta != "" {
		part.Meta = json.RawMessage(p.Meta)
	}
	return part
}

// modalityOf returns what kind of media a MIME type is.
func modalityOf(mime string) api.MessagePartBlobModality {
	if strings.HasPrefix(mime, "image/") {
		return api.MessagePartBlobModalityImage
	}
	return api.MessagePartBlobModalityDocument
}

// allocate makes the value to which a pointer is to point, of a type that has no name.
func allocate[T any](to **T) *T {
	*to = new(T)
	return *to
}
