package messages

import (
	"context"
	"database/sql"
	"io"

	"github.com/htmlgraph/htmlgraph/internal/compression"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// partColumns are what scanPart reads. The primary key of blobs serves the columns of data.
const partColumns = `SELECT p.part_id, p.message_id, p.section, p.type, coalesce(p.call_id, ''), coalesce(p.name, ''), p.bytes, p.cut, coalesce(p.meta, ''),
	coalesce(p.blob, ''), coalesce(b.mime_type, ''), coalesce(b.bytes, 0), p.text, p.data FROM parts AS p LEFT JOIN blobs AS b ON b.sha256 = p.blob WHERE `

// storedPart is a row of parts.
type storedPart struct {
	model.MessagePart
	blob model.MessageBlob
	text sql.NullString
	data []byte
}

func scanPart(rows *sql.Rows, p *storedPart) error {
	return rows.Scan(&p.ID, &p.MessageID, &p.Section, &p.Type, &p.CallID, &p.Name, &p.Bytes, &p.IsCut, &p.Meta, &p.blob.SHA256, &p.blob.MIME, &p.blob.Bytes,
		&p.text, &p.data)
}

// content returns a reader of the text.
func (p *storedPart) content() *compression.Text {
	if p.data != nil {
		return compression.NewPacked(p.data, p.Bytes)
	}
	return compression.NewText(p.text.String)
}

// part returns the part with the beginning of its text.
func (p *storedPart) part(limit int) (model.MessagePart, error) {
	if p.blob.SHA256 != "" {
		p.Blob = &p.blob
	}
	content := p.content()
	defer content.Close() //nolint:errcheck // it is only read
	var err error
	p.Text, p.IsWhole, err = content.Head(limit)
	return p.MessagePart, err
}

// Parts returns the parts of messages in their order, each with at most limit bytes of its text. idx_parts_message serves it.
func (r *Repository) Parts(ctx context.Context, messageIDs []string, limit int) ([]model.MessagePart, error) {
	if len(messageIDs) == 0 {
		return nil, nil
	}
	parts, err := database.SelectFunc(ctx, r.db, func(rows *sql.Rows, part *model.MessagePart) error {
		var stored storedPart
		if err := scanPart(rows, &stored); err != nil {
			return err
		}
		var err error
		*part, err = stored.part(limit) // at once, so that no more than one long text is in memory
		return err
	}, partColumns+"any_of(p.message_id, :ids) ORDER BY p.message_id, p.section, p.number", database.Args{"ids": messageIDs})
	return parts, wrap(err, "read the parts of messages")
}

// Content returns a part and a reader of its text, and false where there is none. The primary key serves it.
func (r *Repository) Content(ctx context.Context, partID int64) (model.MessagePart, io.ReadSeekCloser, bool, error) {
	found, err := database.SelectFunc(ctx, r.db, scanPart, partColumns+"p.part_id = :id", database.Args{"id": partID})
	if err != nil || len(found) == 0 {
		return model.MessagePart{}, nil, false, wrap(err, "read a part")
	}
	return found[0].MessagePart, found[0].content(), true, nil
}

// Blob returns data by their hash, and false where there are none. The primary key serves it.
func (r *Repository) Blob(ctx context.Context, sha256 string) (blob model.MessageBlob, data []byte, found bool, err error) {
	type row struct {
		model.MessageBlob
		data []byte
	}
	rows, err := database.SelectFunc(ctx, r.db, func(rows *sql.Rows, b *row) error { return rows.Scan(&b.SHA256, &b.MIME, &b.Bytes, &b.data) },
		"SELECT sha256, mime_type, bytes, data FROM blobs WHERE sha256 = :hash", database.Args{"hash": sha256})
	if err != nil || len(rows) == 0 {
		return model.MessageBlob{}, nil, false, wrap(err, "read data")
	}
	return rows[0].MessageBlob, rows[0].data, true, nil
}
