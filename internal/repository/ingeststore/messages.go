package ingeststore

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/words"
)

// Messages returns messages with their parts, but without the texts of these. The primary key serves messages, and idx_parts_message parts.
func (t *transaction) Messages(ctx context.Context, ids []string) ([]*ingest.MessageRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := database.Args{"ids": ids}
	messages, err := rowsOf(ctx, t, "messages", scanMessage, `SELECT message_id, session_id, subagent, timestamp, position, role, kind, coalesce(model, ''),
		coalesce(finish_reason, ''), coalesce(event_id, ''), source, witnessed, revision FROM messages WHERE any_of(message_id, :ids)`, args)
	if err != nil || len(messages) == 0 {
		return nil, err
	}
	parts, err := rowsOf(ctx, t, "the parts of messages", scanPart, `SELECT part_id, message_id, section, number, type, coalesce(call_id, ''), coalesce(name, ''),
		source, cut, bytes, digest FROM parts WHERE any_of(message_id, :ids)`, args)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]*ingest.MessageRow, len(messages))
	for _, m := range messages {
		byID[m.ID] = m
	}
	for _, p := range parts {
		if m := byID[p.MessageID]; m != nil {
			m.Parts = append(m.Parts, p)
		}
	}
	return messages, nil
}

func scanMessage(rows *sql.Rows, m *ingest.MessageRow) error {
	return rows.Scan(&m.ID, &m.SessionID, &m.Subagent, &m.At, &m.Position, &m.Role, &m.Kind, &m.Model, &m.FinishReason, &m.EventID, &m.Source,
		&m.IsWitnessed, &m.Revision)
}

func scanPart(rows *sql.Rows, p *ingest.PartRow) error {
	return rows.Scan(&p.ID, &p.MessageID, &p.Section, &p.Number, &p.Type, &p.CallID, &p.Name, &p.Source, &p.IsCut, &p.Size, &p.Digest)
}

// MessageIDs returns the messages of a session after one, in the order of their ids; idx_messages_thread serves it.
func (t *transaction) MessageIDs(ctx context.Context, sessionID, after string, limit int) ([]string, error) {
	return t.idsOf(ctx, "messages", "message_id", sessionID, after, limit)
}

func (t *transaction) writeMessages(ctx context.Context, c *ingest.Changes) error {
	messages := table{"messages", []string{
		"message_id", "session_id", "subagent", "timestamp", "position", "role", "kind", "model", "finish_reason", "event_id", "source", "witnessed", "revision",
	}}
	err := upsert(ctx, t, messages, c.Messages, func(m *ingest.MessageRow) []any {
		return []any{
			m.ID, m.SessionID, m.Subagent, string(m.At), m.Position, string(m.Role), string(m.Kind), orNull(m.Model), orNull(m.FinishReason), orNull(m.EventID),
			m.Source, m.IsWitnessed, m.Revision,
		}
	})
	if err != nil {
		return err
	}
	if err := t.writeBlobs(ctx, c.Blobs); err != nil {
		return err
	}
	return t.writeParts(ctx, c.Parts)
}

// writeParts stores parts. A part that changed only in its source keeps its text, which was not read.
func (t *transaction) writeParts(ctx context.Context, parts ingest.Upserts[ingest.PartRow]) error {
	to := table{"parts", []string{
		"message_id", "section", "number", "type", "call_id", "name", "source", "cut", "bytes", "digest", "text", "data", "blob", "meta",
	}}
	texts, err := t.insertParts(ctx, to, parts.New)
	if err != nil {
		return err
	}
	var whole, described []*ingest.PartRow
	for _, p := range parts.Changed {
		if p.IsTextKept {
			described = append(described, p)
		} else {
			whole = append(whole, p)
			texts = addText(texts, p.ID, p, true)
		}
	}
	changed := table{"parts", append([]string{"part_id"}, to.columns[3:]...)}
	if err := update(ctx, t, changed, whole, func(p *ingest.PartRow) []any { return append([]any{p.ID}, partValues(p)...) }); err != nil {
		return err
	}
	sources := table{"parts", []string{"part_id", "source", "cut"}}
	if err := update(ctx, t, sources, described, func(p *ingest.PartRow) []any { return []any{p.ID, p.Source, p.IsCut} }); err != nil {
		return err
	}
	return t.tx.IndexTexts(ctx, texts)
}

// insertParts inserts parts, and returns their texts for the index.
func (t *transaction) insertParts(ctx context.Context, to table, parts []*ingest.PartRow) ([]database.IndexedText, error) {
	if len(parts) == 0 {
		return nil, nil
	}
	last, err := database.Value[int64](ctx, t.tx, "SELECT coalesce(max(part_id), 0) FROM parts")
	if err != nil {
		return nil, err
	}
	var texts []database.IndexedText
	to.columns = append([]string{"part_id"}, to.columns...)
	err = insert(ctx, t, to, parts, func(p *ingest.PartRow) []any {
		last++
		texts = addText(texts, last, p, false)
		return append([]any{last, p.MessageID, string(p.Section), p.Number}, partValues(p)...)
	})
	if err != nil {
		return nil, err
	}
	return texts, t.tx.IndexedUpTo(ctx, last-int64(len(parts)), last)
}

// addText adds the text of a part, if it is one that is searched.
func addText(texts []database.IndexedText, id int64, p *ingest.PartRow, isChanged bool) []database.IndexedText {
	text := p.Searched
	if p.Packed == nil {
		text = words.Searched(p.Text, p.Type == model.PartCall)
	}
	use := p.Type.Use()
	if use == model.TextUnused || text == "" {
		return texts
	}
	return append(texts, database.IndexedText{PartID: id, Column: string(use), Text: text, Pieces: words.Pieces(text), IsChanged: isChanged})
}

func partValues(p *ingest.PartRow) []any {
	var text, data, blob any
	switch {
	case p.Packed != nil:
		data = p.Packed
	case p.Text != "":
		text = p.Text
	}
	if p.Blob != nil {
		blob = orNull(p.Blob.SHA256)
	}
	return []any{
		string(p.Type), orNull(p.CallID), orNull(p.Name), p.Source, p.IsCut, p.Size, p.Digest, text, data, blob, orNull(string(withBlob(p))),
	}
}

// withBlob returns what is stored beside the text of a part, with what is known of data that were too large to be kept.
func withBlob(p *ingest.PartRow) json.RawMessage {
	if p.Blob == nil || p.Blob.SHA256 != "" || p.Meta != nil {
		return p.Meta
	}
	described, err := json.Marshal(map[string]any{"mime_type": p.Blob.MIME, "bytes": p.Blob.Bytes})
	if err != nil { // never: it is a text and a number
		return nil
	}
	return described
}

// writeBlobs stores data that are not stored yet.
func (t *transaction) writeBlobs(ctx context.Context, blobs []*ingest.Blob) error {
	if len(blobs) == 0 {
		return nil
	}
	statement, err := t.tx.Text("INSERT INTO blobs (sha256, mime_type, bytes, data) VALUES (?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING")
	if err != nil {
		return err
	}
	for _, b := range blobs {
		if _, err := t.tx.ExecContext(ctx, statement, b.SHA256, b.MIME, b.Bytes, b.Data); err != nil {
			return err
		}
	}
	return nil
}
