// Package textindex reads and fills the index of the texts of parts.
package textindex

import (
	"context"
	"database/sql"
	"fmt"
	"io"

	"github.com/htmlgraph/htmlgraph/internal/compression"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/words"
)

// Repository reads and fills the index.
type Repository struct{ db *database.DB }

// New returns the repository of the index in db.
func New(db *database.DB) *Repository { return &Repository{db} }

type progress struct{ first, last, oldest, newest, waiting int64 }

// Progress returns which parts are indexed. The primary key of parts serves it.
func (r *Repository) Progress(ctx context.Context) (model.IndexProgress, error) {
	found, err := database.SelectFunc(ctx, r.db, func(rows *sql.Rows, p *progress) error {
		return rows.Scan(&p.first, &p.last, &p.oldest, &p.newest, &p.waiting)
	}, `SELECT coalesce((SELECT max(first_part) FROM indexed_parts), 0), coalesce((SELECT max(last_part) FROM indexed_parts), 0),
		coalesce((SELECT min(part_id) FROM parts), 0), coalesce((SELECT max(part_id) FROM parts), 0), (SELECT count(*) FROM unindexed_parts)`)
	if err != nil || len(found) == 0 {
		return model.IndexProgress{}, wrap(err, "read what is indexed")
	}
	p := found[0]
	state := model.IndexProgress{HasIndex: r.db.HasTextIndex(), Last: p.last}
	if p.newest == 0 {
		return state, nil
	}
	state.Parts = p.newest - p.oldest + 1
	if !state.HasIndex {
		state.Missing = state.Parts
		return state, nil
	}
	state.Missing = min(state.Parts, max(0, p.first-p.oldest+1)+max(0, p.newest-p.last)+p.waiting)
	if p.first < p.oldest {
		return state, nil
	}
	state.Since, err = database.Value[model.Instant](ctx, r.db, `SELECT coalesce((SELECT m.timestamp FROM parts AS p CROSS JOIN messages AS m ON m.message_id = p.message_id
		WHERE p.part_id > :first ORDER BY p.part_id LIMIT 1), '')`, database.Args{"first": p.first})
	return state, wrap(err, "read up to which time texts are indexed")
}

// stored is a part with what is searched of its text.
type stored struct {
	id   int64
	use  model.TextUse
	text string
}

// textColumns are what scanText reads.
const textColumns = "SELECT p.part_id, p.type, p.bytes, p.text, p.data FROM parts AS p WHERE "

// scanText reads a part. It decompresses the text at once, so that no more than one long text is in memory.
func scanText(rows *sql.Rows, s *stored) error {
	var kind model.PartType
	var size int64
	var text sql.NullString
	var data []byte
	if err := rows.Scan(&s.id, &kind, &size, &text, &data); err != nil {
		return err
	}
	if s.use = kind.Use(); s.use == model.TextUnused {
		return nil
	}
	s.text = text.String
	if data != nil {
		var err error
		if s.text, err = ends(data, size); err != nil {
			return err
		}
	}
	s.text = words.Searched(s.text, kind == model.PartCall)
	return nil
}

// ends returns the beginning and the end of a packed text, which are all that is searched of it.
func ends(data []byte, size int64) (string, error) {
	content := compression.NewPacked(data, size)
	defer content.Close() //nolint:errcheck // it is only read
	if size <= words.Head+words.Tail {
		all, err := io.ReadAll(content)
		return string(all), err
	}
	both := make([]byte, words.Head+words.Tail+1) // one more, so that it is cut like the whole text
	if _, err := io.ReadFull(content, both[:words.Head+1]); err != nil {
		return "", err
	}
	if _, err := content.Seek(-words.Tail, io.SeekEnd); err != nil {
		return "", err
	}
	_, err := io.ReadFull(content, both[words.Head+1:])
	return string(both), err
}

// Texts returns what is searched of the texts of parts. The primary key serves it.
func (r *Repository) Texts(ctx context.Context, ids []int64) (map[int64]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	texts := make(map[int64]string, len(ids))
	found, err := database.SelectFunc(ctx, r.db, scanText, textColumns+"any_of(p.part_id, :ids)", database.Args{"ids": ids})
	for _, s := range found {
		texts[s.id] = s.text
	}
	return texts, wrap(err, "read texts")
}

// matchColumns are what scanMatch reads behind the score. The primary keys serve them.
const matchColumns = "m.message_id, m.session_id, m.timestamp, m.kind, p.type, coalesce(p.name, listed_name(e.tool_name), '')"

// ofMatch are the tables of a match beside parts.
const ofMatch = " CROSS JOIN messages AS m ON m.message_id = p.message_id LEFT JOIN agent_events AS e ON e.event_id = m.event_id"

func scanMatch(rows *sql.Rows, m *model.SearchMatch) error {
	return rows.Scan(&m.PartID, &m.Score, &m.MessageID, &m.SessionID, &m.At, &m.Kind, &m.Type, &m.Tool)
}

// Matches returns the newest parts in the index that have all of some phrases and none of others, at most so many, the newest first.
func (r *Repository) Matches(ctx context.Context, all, none []words.Phrase, most int) ([]model.SearchMatch, error) {
	found, err := database.SelectFunc(ctx, r.db, scanMatch, "SELECT f.part_id, f.score, "+matchColumns+`
		FROM :matches AS f CROSS JOIN parts AS p ON p.part_id = f.part_id`+ofMatch+`
		ORDER BY f.part_id DESC`, database.Args{"matches": r.db.TextMatches(phrases(all), phrases(none), most)})
	return found, wrap(err, "search the index")
}

func phrases(list []words.Phrase) []database.IndexedPhrase {
	converted := make([]database.IndexedPhrase, len(list))
	for i, p := range list {
		converted[i] = database.IndexedPhrase{Words: p.Words, IsPrefix: p.IsPrefix}
	}
	return converted
}

// Newest returns the newest parts before one with what is searched of their texts, without a score, at most so many; 0 stands for the end. The primary key
// serves it.
func (r *Repository) Newest(ctx context.Context, before int64, most int) ([]model.SearchMatch, map[int64]string, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	args := database.Args{"before": before, "most": most}
	found, err := database.SelectFunc(ctx, r.db, scanMatch, "SELECT p.part_id, 0.0, "+matchColumns+` FROM parts AS p`+ofMatch+`
		WHERE p.part_id < :before ORDER BY p.part_id DESC LIMIT :most`, args)
	if err != nil || len(found) == 0 {
		return nil, nil, wrap(err, "read the newest parts")
	}
	ids := make([]int64, len(found))
	for i, m := range found {
		ids[i] = m.PartID
	}
	texts, err := r.Texts(ctx, ids)
	return found, texts, err
}

func wrap(err error, what string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
