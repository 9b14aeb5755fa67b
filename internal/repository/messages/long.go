package messages

import (
	"bytes"
	"context"
	"database/sql"
	"io"

	"github.com/htmlgraph/htmlgraph/internal/compression"
	"github.com/htmlgraph/htmlgraph/internal/database"
)

// LongTexts are the texts of parts that are stored compressed.
type LongTexts struct {
	db     *database.DB
	packer *compression.Packer
}

// NewLongTexts returns the long texts in db.
func NewLongTexts(db *database.DB, packer *compression.Packer) *LongTexts {
	return &LongTexts{db, packer}
}

type longText struct {
	id, size int64
	packed   []byte
}

// Rewrite calls change with each text and stores the results. A dry run stores nothing. A run that was interrupted can be started again. The primary
// key serves it.
func (l *LongTexts) Rewrite(ctx context.Context, dryRun bool, change func(text []byte) []byte) error {
	scan := func(rows *sql.Rows, t *longText) error { return rows.Scan(&t.id, &t.size, &t.packed) }
	for after := int64(0); ; {
		// One at a time: a text may take 16 MiB.
		next, err := database.SelectFunc(ctx, l.db, scan,
			"SELECT part_id, bytes, data FROM parts WHERE part_id > :after AND data IS NOT NULL ORDER BY part_id LIMIT 1", database.Args{"after": after})
		if err != nil || len(next) == 0 {
			return wrap(err, "read the long texts of messages")
		}
		after = next[0].id
		if err := l.rewrite(ctx, next[0], dryRun, change); err != nil {
			return err
		}
	}
}

func (l *LongTexts) rewrite(ctx context.Context, t longText, dryRun bool, change func(text []byte) []byte) error {
	content := compression.NewPacked(t.packed, t.size)
	defer content.Close() //nolint:errcheck // it is only read
	whole, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	changed := change(bytes.Clone(whole))
	if dryRun || bytes.Equal(changed, whole) {
		return nil
	}
	var text, packed any
	if short := l.packer.Pack(string(changed)); short != nil {
		packed = short
	} else {
		text = string(changed)
	}
	_, err = database.Exec(ctx, l.db, "UPDATE parts SET text = :text, data = :new, bytes = :bytes WHERE part_id = :id AND data = :old",
		database.Args{"text": text, "new": packed, "bytes": len(changed), "id": t.id, "old": t.packed})
	return wrap(err, "replace a long text of a message")
}
