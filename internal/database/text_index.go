package database

import (
	"context"
	"fmt"
	"strings"
)

// textIndex is the index of the texts of parts, by the number of the part. It holds no text. Each part fills one of the columns for what it is, and sub,
// the pieces of words. A build without the module, and a file that it made, have no index.
const textIndex = "CREATE VIRTUAL TABLE part_fts USING fts5(said, thought, did, got, sub, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2')"

// textIndexTriggers take what is deleted or changed out of the index, whoever does it. What changed waits in unindexed_parts.
var textIndexTriggers = [...]string{
	`CREATE TRIGGER part_fts_deleted AFTER DELETE ON parts BEGIN
    DELETE FROM part_fts WHERE rowid = old.part_id;
    DELETE FROM unindexed_parts WHERE part_id = old.part_id;
END`,
	`CREATE TRIGGER part_fts_changed AFTER UPDATE OF text, data ON parts BEGIN
    DELETE FROM part_fts WHERE rowid = old.part_id;
    INSERT OR IGNORE INTO unindexed_parts (part_id) VALUES (old.part_id);
END`,
}

// hasTextModule reports whether SQLite was built with the module of the index.
func hasTextModule(ctx context.Context, q rowQuerier) (bool, error) {
	rows, err := q.QueryContext(ctx, "SELECT name FROM pragma_module_list WHERE name = 'fts5'")
	if err != nil {
		return false, fmt.Errorf("look for the module of the index of texts: %w", err)
	}
	defer rows.Close()
	return rows.Next(), rows.Err()
}

// createTextIndex returns the statements that make the index, in which no part is yet. An index without its triggers may lack changes, and is made anew.
func createTextIndex() []string {
	steps := []string{
		"DROP TRIGGER IF EXISTS part_fts_deleted", "DROP TRIGGER IF EXISTS part_fts_changed", "DROP TABLE IF EXISTS part_fts", textIndex,
		"DELETE FROM unindexed_parts", "DELETE FROM indexed_parts",
		"INSERT INTO indexed_parts (first_part, last_part) SELECT coalesce(max(part_id), 0), coalesce(max(part_id), 0) FROM parts",
	}
	return append(steps, textIndexTriggers[:]...)
}

// missingTextIndex returns the statements that make the index where found lacks it, or has it in other words.
func missingTextIndex(found schema) []string {
	if found.sql["part_fts"] == textIndex && found.sql["part_fts_deleted"] == textIndexTriggers[0] && found.sql["part_fts_changed"] == textIndexTriggers[1] {
		return nil
	}
	return createTextIndex()
}

// isTextIndexComplete reports whether a file with these statements has the index, or cannot have it.
func isTextIndexComplete(ctx context.Context, q rowQuerier, texts map[string]bool) (bool, error) {
	if texts[textIndex] && texts[textIndexTriggers[0]] && texts[textIndexTriggers[1]] {
		return true, nil
	}
	can, err := hasTextModule(ctx, q)
	return !can, err
}

// findTextIndex finds out whether the file has the index.
func (db *DB) findTextIndex(ctx context.Context, q rowQuerier) error {
	_, texts, err := readStatements(ctx, q)
	if err != nil || !texts[textIndex] || !texts[textIndexTriggers[0]] || !texts[textIndexTriggers[1]] {
		return err
	}
	db.hasTextIndex, err = hasTextModule(ctx, q)
	return err
}

// HasTextIndex reports whether the database has an index of the texts of parts. One that a build without it made has none, and neither has an old one
// that is open for reading only.
func (db *DB) HasTextIndex() bool { return db.hasTextIndex }

// IndexedText is a text of a part for the index.
type IndexedText struct {
	PartID int64
	// Column is what the text is: "said", "thought", "did" or "got".
	Column string
	// Text is the text, and Pieces are the words to index beside those of it.
	Text, Pieces string
	// IsChanged says that the part was stored before.
	IsChanged bool
}

// textColumns are the columns of the index for what a text is, in their order.
var textColumns = [...]string{"said", "thought", "did", "got"}

// IndexTexts puts texts into the index, where the database has one. A part that is in it already is replaced: single columns cannot be changed.
func (tx *Tx) IndexTexts(ctx context.Context, texts []IndexedText) error {
	if !tx.db.hasTextIndex {
		return nil
	}
	for i := range texts {
		if err := tx.indexText(ctx, &texts[i]); err != nil {
			return fmt.Errorf("index a text: %w", err)
		}
	}
	return nil
}

func (tx *Tx) indexText(ctx context.Context, t *IndexedText) error {
	values := [len(textColumns) + 2]any{0: t.PartID, len(textColumns) + 1: t.Pieces}
	for i, name := range textColumns {
		if values[i+1] = ""; name == t.Column {
			values[i+1] = t.Text
		}
	}
	verb := "INSERT"
	if t.IsChanged {
		verb = "INSERT OR REPLACE"
	}
	if _, err := tx.ExecContext(ctx, verb+" INTO part_fts (rowid, said, thought, did, got, sub) VALUES (?, ?, ?, ?, ?, ?)", values[:]...); err != nil {
		return err
	}
	if !t.IsChanged {
		return nil
	}
	_, err := tx.ExecContext(ctx, "DELETE FROM unindexed_parts WHERE part_id = ?", t.PartID)
	return err
}

// IndexedUpTo states that the parts behind one up to another, the newest, are in the index, if those before them are.
func (tx *Tx) IndexedUpTo(ctx context.Context, before, last int64) error {
	if !tx.db.hasTextIndex {
		return nil
	}
	if _, err := tx.ExecContext(ctx, "UPDATE indexed_parts SET last_part = ? WHERE last_part >= ?", last, before); err != nil {
		return fmt.Errorf("state what is indexed: %w", err)
	}
	return nil
}

// MergeTextIndex merges some of the pieces of which the index consists, so that it is read faster. It reports whether there may be more to merge.
func (tx *Tx) MergeTextIndex(ctx context.Context, pages int) (bool, error) {
	if !tx.db.hasTextIndex {
		return false, nil
	}
	before, err := tx.totalChanges(ctx)
	if err != nil {
		return false, err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO part_fts (part_fts, rank) VALUES ('merge', ?)", pages); err != nil {
		return false, fmt.Errorf("merge the index of texts: %w", err)
	}
	after, err := tx.totalChanges(ctx)
	return after-before >= 2, err // as SQLite documents it
}

func (tx *Tx) totalChanges(ctx context.Context) (int64, error) {
	var n int64
	err := tx.QueryRowContext(ctx, "SELECT total_changes()").Scan(&n)
	return n, err
}

// textWeights are what a match counts in each column of the index.
const textWeights = "5.0, 1.0, 3.0, 1.0, 2.0"

// IndexedPhrase are words that follow each other, of which the last one may go on.
type IndexedPhrase struct {
	Words    []string
	IsPrefix bool
}

// TextMatches is a table of the newest parts in the index that have all of some phrases and none of others, at most so many, with the columns part_id and
// score: the better a part matches, the greater. There is at least one phrase to have. The words are data, whatever they are.
func (db *DB) TextMatches(all, none []IndexedPhrase, most int) Fragment {
	match := matchOf(all, " AND ")
	if len(none) > 0 {
		match = "(" + match + ") NOT (" + matchOf(none, " OR ") + ")"
	}
	return PerDialect(map[string]string{SQLite: "(SELECT rowid AS part_id, -bm25(part_fts, " + textWeights + `) AS score
		FROM part_fts WHERE part_fts MATCH :match ORDER BY rowid DESC LIMIT :most)`}, Args{"match": match, "most": most})
}

// matchOf returns phrases as the index reads them: in quotes, so that no word is an operator.
func matchOf(phrases []IndexedPhrase, between string) string {
	texts := make([]string, len(phrases))
	for i, p := range phrases {
		texts[i] = `"` + strings.ReplaceAll(strings.Join(p.Words, " "), `"`, `""`) + `"`
		if p.IsPrefix {
			texts[i] += " *"
		}
	}
	return strings.Join(texts, between)
}
