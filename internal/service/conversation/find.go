package conversation

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Limits of a search in a session.
const (
	DefaultHits = 50
	MaxHits     = 200
	// searchedText is how much of each text is searched, searchedBytes how much of all of them at a time, and searchedTogether how many messages
	// are read together.
	searchedText     = 1 << 20
	searchedBytes    = 32 << 20
	searchedTogether = 50
	// context is how many characters a snippet shows around a match, and maxMarks how many matches are marked in it.
	snippetContext = 60
	maxMarks       = 20
)

// FindQuery says what is searched for in a thread: words, whatever their case, in the messages after a position; nil stands for the beginning.
type FindQuery struct {
	SessionID, Subagent, Words string
	After                      *model.MessageCursor
	Limit                      int
}

// Found are the parts of a thread with what was searched for, in their order.
type Found struct {
	Thread model.MessageThread
	Hits   []Hit
	// Next is the position from which the search goes on, nil where all of the thread was searched.
	Next *model.MessageCursor
}

// Hit is a part with what was searched for.
type Hit struct {
	Message model.Message
	Part    model.MessagePart
	// Matches is how often it is there.
	Matches int64
	// Snippet is the text around the first match, on one line, and Marks are where in it matches begin and end, in characters.
	Snippet string
	Marks   [][2]int64
}

// Find searches in a thread. It ends after so many hits, and after a number of bytes. It returns CodeNotFound for a session that is not known.
func (s *Service) Find(ctx context.Context, q FindQuery) (Found, error) {
	found := Found{Thread: model.MessageThread{SessionID: q.SessionID, Subagent: q.Subagent}}
	wanted := newWords(q.Words)
	position, bytes := q.After, searchedBytes
	for len(found.Hits) < q.Limit && bytes > 0 {
		messages, err := s.store.After(ctx, found.Thread, position, searchedTogether)
		if err != nil {
			return found, err
		}
		if len(messages) == 0 {
			found.Next = nil
			if position == nil {
				return found, s.checkSession(ctx, q.SessionID)
			}
			return found, nil
		}
		last, read, err := s.searchIn(ctx, &found, messages, wanted, q.Limit)
		if err != nil {
			return found, err
		}
		position, found.Next, bytes = &last, &last, bytes-read
	}
	return found, nil
}

// searchIn searches in messages, until there are so many hits. It returns the last message that was searched, and how many bytes were.
func (s *Service) searchIn(ctx context.Context, found *Found, messages []model.Message, wanted words, limit int) (model.MessageCursor, int, error) {
	ids := make([]string, len(messages))
	for i, m := range messages {
		ids[i] = m.ID
	}
	parts, err := s.store.Parts(ctx, ids, searchedText)
	if err != nil {
		return model.MessageCursor{}, 0, err
	}
	of := map[string][]model.MessagePart{}
	for _, p := range parts {
		of[p.MessageID] = append(of[p.MessageID], p)
	}
	bytes := 0
	for _, m := range messages {
		for _, p := range of[m.ID] {
			bytes += len(p.Text)
			if hit, ok := hitIn(p, wanted); ok {
				hit.Message = m
				found.Hits = append(found.Hits, hit)
			}
		}
		if len(found.Hits) >= limit {
			return m.Cursor(), bytes, nil
		}
	}
	return messages[len(messages)-1].Cursor(), bytes, nil
}

// hitIn returns the matches in a part, and false where there are none.
func hitIn(p model.MessagePart, wanted words) (Hit, bool) {
	matches := wanted.in(p.Text, -1)
	if len(matches) == 0 {
		return Hit{}, false
	}
	hit := Hit{Part: p, Matches: int64(len(matches))}
	start, end := charactersBefore(p.Text, matches[0][0]), charactersAfter(p.Text, matches[0][1])
	hit.Snippet = strings.Map(spaced, p.Text[start:end])
	for _, at := range wanted.in(hit.Snippet, maxMarks) {
		from := int64(utf8.RuneCountInString(hit.Snippet[:at[0]]))
		hit.Marks = append(hit.Marks, [2]int64{from, from + int64(utf8.RuneCountInString(hit.Snippet[at[0]:at[1]]))})
	}
	hit.Part.Text = ""
	return hit, true
}

// spaced returns a space for a character that begins a new line or moves the cursor.
func spaced(c rune) rune {
	if c < ' ' {
		return ' '
	}
	return c
}

// charactersBefore returns where the snippetContext characters before a place begin.
func charactersBefore(text string, place int) int {
	for range snippetContext {
		_, size := utf8.DecodeLastRuneInString(text[:place])
		place -= size
	}
	return place
}

// charactersAfter returns where the snippetContext characters after a place end.
func charactersAfter(text string, place int) int {
	for range snippetContext {
		_, size := utf8.DecodeRuneInString(text[place:])
		place += size
	}
	return place
}
