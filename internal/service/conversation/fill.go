package conversation

import (
	"context"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// partCost is about what a part takes in a response beside its texts, in bytes.
const partCost = 300

// fill reads the parts of messages. It drops messages at the ends, farthest from the center, until what is left has at most so many bytes. The last
// message that is left loses what its texts have too much.
func (s *Service) fill(ctx context.Context, read *slice, bytes int) error {
	ids := make([]string, len(read.messages))
	places := make(map[string]int, len(read.messages))
	for i := range read.messages {
		ids[i] = read.messages[i].ID
		places[ids[i]] = i
	}
	parts, err := s.store.Parts(ctx, ids, MaxText)
	if err != nil {
		return err
	}
	for _, p := range parts {
		m := &read.messages[places[p.MessageID]]
		m.Parts = append(m.Parts, p)
	}
	first, last := read.within(bytes)
	read.hasBefore, read.hasAfter = read.hasBefore || first > 0, read.hasAfter || last < len(read.messages)-1
	read.messages, read.center = read.messages[first:last+1], read.center-first
	if first == last {
		shorten(&read.messages[0], bytes)
	}
	return nil
}

// within returns the first and the last message around the center that have at most so many bytes. Where both sides have more, they have equally many
// messages.
func (r *slice) within(bytes int) (first, last int) {
	first, last = r.center, r.center
	bytes -= size(&r.messages[r.center])
	mayGoBack, mayGoOn := true, true
	for mayGoBack || mayGoOn {
		if mayGoBack = mayGoBack && first > 0 && size(&r.messages[first-1]) <= bytes; mayGoBack {
			first--
			bytes -= size(&r.messages[first])
		}
		if mayGoOn = mayGoOn && last < len(r.messages)-1 && size(&r.messages[last+1]) <= bytes; mayGoOn {
			last++
			bytes -= size(&r.messages[last])
		}
	}
	return first, last
}

// size is about how many bytes a message takes in a response.
func size(m *model.Message) int {
	bytes := partCost
	for i := range m.Parts {
		bytes += partCost + len(m.Parts[i].Text) + len(m.Parts[i].Meta)
	}
	return bytes
}

// shorten has the texts of a message have at most so many bytes, those of the first parts first.
func shorten(m *model.Message, bytes int) {
	for i := range m.Parts {
		p := &m.Parts[i]
		if bytes -= partCost + len(p.Meta); len(p.Text) > max(bytes, 0) {
			p.Text, p.IsWhole = beginning(p.Text, max(bytes, 0)), false
		}
		bytes -= len(p.Text)
	}
}

// beginning returns at most so many bytes of a text, without dividing a character.
func beginning(text string, bytes int) string {
	for bytes > 0 && bytes < len(text) && !utf8.RuneStart(text[bytes]) {
		bytes--
	}
	return text[:bytes]
}
