package reader

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/filediff"
	"github.com/htmlgraph/htmlgraph/internal/render"
)

// WriteMarkdown writes turns as Markdown.
func WriteMarkdown(w io.Writer, turns []Turn) error {
	var out markdownWriter
	for _, t := range turns {
		if t.Prompt != nil {
			out.heading("You", t.Prompt)
			out.pieces(t.Prompt.Pieces)
			for _, aside := range t.Prompt.Asides {
				out.fold("Added by the program", func() { out.paragraph(aside.Plain) })
			}
		}
		for _, b := range t.Blocks {
			out.block(b)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

type markdownWriter struct{ strings.Builder }

func (w *markdownWriter) heading(title string, b *Block) {
	at, ok := b.At.Time()
	if ok {
		title += ", " + at.Format("2006-01-02 15:04:05") + " UTC"
	}
	fmt.Fprintf(w, "\n## %s\n", title)
}

// paragraph writes a text of Markdown. Nothing in it can begin HTML.
func (w *markdownWriter) paragraph(text string) {
	if text = strings.TrimSpace(text); text != "" {
		fmt.Fprintf(w, "\n%s\n", strings.ReplaceAll(text, "<", "&lt;"))
	}
}

// fold writes what is shown when it is opened.
func (w *markdownWriter) fold(title string, inside func()) {
	fmt.Fprintf(w, "\n<details><summary>%s</summary>\n", inline(title))
	inside()
	w.WriteString("\n</details>\n")
}

// code writes a text as it is. No line of it can end the block.
func (w *markdownWriter) code(language, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	fmt.Fprintf(w, "\n%s%s\n%s\n%s\n", fence, language, strings.TrimRight(render.WithoutControls(text), "\n"), fence)
}

func (w *markdownWriter) block(b *Block) {
	switch {
	case b.Call != nil:
		w.call(b.Call)
	case len(b.Calls) > 0:
		for _, c := range b.Calls {
			w.line(c)
		}
	case b.Compaction != nil:
		w.WriteString("\n---\n\n*Compacted" + tokens(b.Compaction) + "*\n")
		for _, text := range b.Compaction.Summary {
			w.fold("Summary", func() { w.paragraph(text.Raw) })
		}
	case b.Name == BlockAnswer:
		w.heading(cmp.Or(b.Model, "Agent"), b)
		w.pieces(b.Pieces)
	case b.Name == BlockError:
		w.WriteString("\n**Request failed**\n")
		w.pieces(b.Pieces)
	case b.Name == BlockQueued:
		w.heading("Queued by you", b)
		w.pieces(b.Pieces)
	case b.Permission != nil:
		fmt.Fprintf(w, "\n*Asked for a permission: %s %s*\n", inline(b.Permission.Tool), codeSpan(b.Permission.Subject))
	default:
		w.fold("Note of the program", func() { w.pieces(b.Pieces) })
	}
}

// tokens returns how a compaction changed the length of a conversation, as far as that is known.
func tokens(c *Compaction) string {
	switch {
	case c.Before == 0:
		return ""
	case c.After == 0:
		return fmt.Sprintf(", %d tokens", c.Before)
	default:
		return fmt.Sprintf(", %d → %d tokens", c.Before, c.After)
	}
}

func (w *markdownWriter) pieces(pieces []Piece) {
	for _, p := range pieces {
		switch {
		case p.Text != nil:
			w.paragraph(p.Text.Raw)
			w.rest(p.Text.Hidden)
		case p.Reasoning != nil && !p.Reasoning.IsHidden:
			w.fold("Thinking", func() { w.paragraph(p.Reasoning.Plain) })
		case p.Picture != nil:
			fmt.Fprintf(w, "\n*%s, %d bytes*\n", inline(cmp.Or(p.Picture.MIME, "File")), p.Picture.Bytes)
		case p.Link != "":
			w.paragraph(p.Link)
		}
	}
}

// rest says how much is not in the file.
func (w *markdownWriter) rest(bytes int64) {
	if bytes > 0 {
		fmt.Fprintf(w, "\n*%d more bytes are not in this file.*\n", bytes)
	}
}

// line writes what a call did on one line.
func (w *markdownWriter) line(c *Call) {
	name := inline(c.Tool)
	if c.Server != "" {
		name = inline(c.Server) + " · " + name
	}
	subject := c.Subject
	if c.Read != nil {
		subject = strings.TrimSpace(c.Read.Name + " " + c.Read.Note)
	}
	state := ""
	if c.IsFailed {
		state = ", " + inline(string(c.Status))
	}
	fmt.Fprintf(w, "\n- **%s** %s%s\n", name, codeSpan(subject), state)
}

func (w *markdownWriter) call(c *Call) {
	w.line(c)
	switch {
	case len(c.Edits) > 0:
		for _, e := range c.Edits {
			w.edit(e)
		}
	case c.Terminal != nil:
		w.code("sh", c.Terminal.Command)
		w.code("", c.Terminal.Output.Text())
		if c.Terminal.Errors != nil {
			w.code("", c.Terminal.Errors.Text())
		}
	case c.Tasks != nil:
		w.WriteString("\n")
		for _, t := range c.Tasks {
			fmt.Fprintf(w, "  - %s %s\n", t.Mark(), inline(t.Text))
		}
	case c.Delegation != nil:
		w.fold("What it was asked", func() { w.paragraph(c.Delegation.Prompt.Plain) })
		if c.Delegation.Answer != nil {
			w.paragraph(c.Delegation.Answer.Raw)
		}
	default:
		w.code("json", c.Input)
	}
	w.code("", c.Output)
}

func (w *markdownWriter) edit(e filediff.Edit) {
	var lines strings.Builder
	for _, hunk := range e.Hunks {
		for _, line := range hunk {
			mark := map[string]string{filediff.LineAdded: "+", filediff.LineRemoved: "-"}[line.Kind]
			lines.WriteString(cmp.Or(mark, " ") + line.Text + "\n")
		}
	}
	fmt.Fprintf(w, "\n%s +%d −%d\n", codeSpan(e.Path), e.Added, e.Removed)
	w.code("diff", lines.String())
	if e.Cut > 0 {
		fmt.Fprintf(w, "\n*%d more lines are not in this file.*\n", e.Cut)
	}
}

// inline returns a text on one line in which nothing is an element.
func inline(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "<", "&lt;")
}

// codeSpan returns a text on one line as it is.
func codeSpan(text string) string {
	text = strings.Join(strings.Fields(render.WithoutControls(text)), " ")
	if text == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + text + " " + fence
	}
	return fence + text + fence
}

// WriteTitle writes what precedes the turns of a session.
func WriteTitle(w io.Writer, title, sessionID string) error {
	_, err := fmt.Fprintf(w, "# %s\n\nSession %s\n", inline(title), codeSpan(sessionID))
	return err
}
