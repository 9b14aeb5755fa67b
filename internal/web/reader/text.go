package reader

import (
	"html/template"
	"strings"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/render"
)

// Text is what somebody said. One of HTML and Plain is set.
type Text struct {
	HTML  template.HTML
	Plain string
	// Raw is the text as it was written, which a button copies.
	Raw string
	// Hidden is the number of bytes that are not shown, PartID names the part that has all of them, 0 in a file.
	Hidden int64
	PartID int64
	// IsCut says that nobody knows the rest.
	IsCut bool
}

// markdown shows a part as Markdown, a text that takes too long as it is.
func markdown(p model.MessagePart, limits Limits) Text {
	t := plain(p, limits)
	if html, ok := render.Markdown(t.Plain); ok {
		t.HTML, t.Raw, t.Plain = html, t.Plain, ""
	}
	return t
}

// plain shows a part as it was written.
func plain(p model.MessagePart, limits Limits) Text {
	shown := beginning(p.Text, limits.Text)
	text := render.WithoutControls(shown)
	return Text{Plain: text, Raw: text, Hidden: max(p.Bytes-int64(len(shown)), 0), PartID: limits.partID(p), IsCut: p.IsCut}
}

// beginning returns at most limit bytes of a text.
func beginning(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// firstLine returns the first line of a text that says something.
func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(line)
}

// Said returns the last text of a message, nil for none.
func Said(m model.Message, limits Limits) *Text {
	for i := len(m.Parts) - 1; i >= 0; i-- {
		if p := m.Parts[i]; p.Type == model.PartText && strings.TrimSpace(p.Text) != "" {
			text := markdown(p, limits)
			return &text
		}
	}
	return nil
}
