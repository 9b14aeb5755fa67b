package textindex

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/words"
)

// partsTogether is how many parts are read together. Each has at most 80 KiB of text.
const partsTogether = 64

// Fill indexes parts that are not in the index, in one transaction: those that changed, then those that were stored without it, then the newest of those
// that were there before it. It ends after about so many bytes of text, and returns how many parts it looked at: 0 once all are indexed.
func (r *Repository) Fill(ctx context.Context, bytes int) (looked int, err error) {
	err = r.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		looked = 0
		for left := bytes; left > 0; {
			n, size, err := fillSome(ctx, tx)
			if err != nil || n == 0 {
				return err
			}
			looked, left = looked+n, left-size
		}
		return nil
	})
	return looked, wrap(err, "index texts")
}

// fillSome indexes some parts. It returns how many it looked at, and the size of their texts.
func fillSome(ctx context.Context, tx *database.Tx) (looked, size int, err error) {
	for _, from := range []struct{ condition, done string }{
		{"p.part_id IN (SELECT u.part_id FROM unindexed_parts AS u ORDER BY u.part_id LIMIT :most)", "DELETE FROM unindexed_parts WHERE any_of(part_id, :ids)"},
		{
			"p.part_id > (SELECT max(last_part) FROM indexed_parts) ORDER BY p.part_id LIMIT :most",
			"UPDATE indexed_parts SET last_part = :last",
		},
		{
			"p.part_id <= (SELECT max(first_part) FROM indexed_parts) ORDER BY p.part_id DESC LIMIT :most",
			"UPDATE indexed_parts SET first_part = :last - 1",
		},
	} {
		found, err := database.SelectFunc(ctx, tx, scanText, textColumns+from.condition, database.Args{"most": partsTogether})
		if err != nil {
			return 0, 0, err
		}
		if len(found) == 0 {
			continue
		}
		ids := make([]int64, len(found))
		var texts []database.IndexedText
		for i, s := range found {
			ids[i] = s.id
			if s.use == model.TextUnused || s.text == "" {
				continue
			}
			size += len(s.text)
			texts = append(texts, database.IndexedText{PartID: s.id, Column: string(s.use), Text: s.text, Pieces: words.Pieces(s.text), IsChanged: true})
		}
		if err := tx.IndexTexts(ctx, texts); err != nil {
			return 0, 0, err
		}
		_, err = database.Exec(ctx, tx, from.done, database.Args{"ids": ids, "last": ids[len(ids)-1]})
		return len(found), size, err
	}
	return 0, 0, nil
}

// Merge merges some pages of the index, so that it is read faster. It reports whether there may be more to merge.
func (r *Repository) Merge(ctx context.Context, pages int) (more bool, err error) {
	err = r.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		more, err = tx.MergeTextIndex(ctx, pages)
		return err
	})
	return more, wrap(err, "merge the index of texts")
}
