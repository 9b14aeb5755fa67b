package reader

import (
	"cmp"
	"html/template"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// The names of blocks, each with a template of its own.
const (
	BlockPrompt     = "prompt"
	BlockAnswer     = "answer"
	BlockCall       = "call"
	BlockReads      = "reads"
	BlockNotice     = "notice"
	BlockCompaction = "compaction"
	BlockError      = "error"
	BlockQueued     = "queued"
	BlockPermission = "permission"
)

// Block is what a page shows of a message, or of several neighbours that read.
type Block struct {
	ID, SessionID, Anchor, Cursor string
	Name                          string
	At                            model.Instant
	Model                         string
	EventID                       string
	// InFile says that the block is in a file, where its link leads to itself.
	InFile   bool
	IsFailed bool
	// IsRunning says that the message may still change.
	IsRunning bool
	Pieces    []Piece
	// Call is set for a call, Calls for several that are shown as one block.
	Call       *Call
	Calls      []*Call
	Compaction *Compaction
	// Permission is set where the agent asked for one.
	Permission *Permission
	// Asides are what the program added to a prompt for the model.
	Asides []Text
	// Retry says when a failed request is sent again, "" for never.
	Retry string
	// CutShort says why the model stopped before it had ended, "" where it had.
	CutShort string
}

// Piece is a part of what somebody said: one of Text, Reasoning and Picture is set.
type Piece struct {
	Text      *Text
	Reasoning *Reasoning
	Picture   *Picture
	// Link is the address of a part that stands elsewhere, "" for none.
	Link string
}

// Picture is data that are no text.
type Picture struct {
	SHA256, MIME string
	Bytes        int64
	// IsImage says that a page can show it.
	IsImage bool
	// Source is the picture itself in a file, "" elsewhere.
	Source template.URL
}

// Reasoning is what the model thought.
type Reasoning struct {
	Text
	First string
	// Size is the length of the whole text in bytes.
	Size int64
	// IsHidden says that nobody can read it: it is encrypted, or empty.
	IsHidden bool
}

// Compaction is the place where a summary took that of the conversation.
type Compaction struct {
	// Before and After are the tokens of the conversation, 0 where they are not known.
	Before, After int64
	// Trigger is "auto" or "manual", "" where it is not known.
	Trigger string
	Summary []Text
}

// Permission is a question of the agent whether it may make a call.
type Permission struct {
	// CallID is the agent's own id of the call, "" where nobody knows it.
	CallID, Tool, Subject string
}

func newPermission(p model.MessagePart) *Permission {
	return &Permission{CallID: p.CallID, Tool: p.Name, Subject: toolcall.Subject(p.Text)}
}

func newBlock(m Message, limits *Limits) *Block {
	b := &Block{
		ID: m.ID, SessionID: m.SessionID, Anchor: Anchor(m.ID), Cursor: m.Cursor().String(), At: m.At, Model: m.Model, EventID: m.EventID, IsFailed: m.IsFailed(), IsRunning: m.IsRunning(), InFile: limits.InFile,
	}
	switch m.Kind {
	case model.KindCall:
		b.Name, b.Call = BlockCall, newCall(m, limits)
	case model.KindPrompt:
		b.Name = BlockPrompt
		b.said(m, *limits, plain)
	case model.KindCommand:
		b.Name = BlockCall
		b.Call = newCommand(m, limits)
	case model.KindCompaction:
		b.Name, b.Compaction = BlockCompaction, newCompaction(m, *limits)
	case model.KindError:
		b.Name = BlockError
		b.said(m, *limits, plain)
		b.Retry = retry(m.Part(model.PartText).Meta)
	case model.KindQueued:
		b.Name = BlockQueued
		b.said(m, *limits, plain)
	case model.KindNotice, model.KindReminder:
		b.Name = BlockNotice
		b.said(m, *limits, plain)
	default:
		b.Name = BlockAnswer
		b.said(m, *limits, markdown)
		if m.FinishReason == model.FinishLength || m.FinishReason == model.FinishContentFilter {
			b.CutShort = string(m.FinishReason)
		}
	}
	return b
}

// said adds the parts of what somebody said. show decides how a text is shown.
func (b *Block) said(m Message, limits Limits, show func(model.MessagePart, Limits) Text) {
	for _, p := range m.Parts {
		switch p.Type {
		case model.PartReasoning:
			b.Pieces = append(b.Pieces, Piece{Reasoning: newReasoning(p, limits)})
		case model.PartBlob:
			b.Pieces = append(b.Pieces, Piece{Picture: newPicture(p)})
		case model.PartURI, model.PartFile:
			b.Pieces = append(b.Pieces, Piece{Link: p.Text})
		case model.PartReminder:
			text := plain(p, limits)
			if b.Name == BlockPrompt {
				b.Asides = append(b.Asides, text)
				continue
			}
			b.Pieces = append(b.Pieces, Piece{Text: &text})
		case model.PartPermission:
			b.Name, b.Permission = BlockPermission, newPermission(p)
		default:
			text := show(p, limits)
			b.Pieces = append(b.Pieces, Piece{Text: &text})
		}
	}
}

// First returns the first line of what was said, "" for nothing.
func (b *Block) First() string {
	for _, p := range b.Pieces {
		if p.Text != nil {
			return firstLine(cmp.Or(p.Text.Raw, p.Text.Plain))
		}
	}
	return ""
}

func newReasoning(p model.MessagePart, limits Limits) *Reasoning {
	r := &Reasoning{Text: plain(p, limits)}
	r.First, r.Size, r.IsHidden = firstLine(r.Plain), p.Bytes, r.Plain == ""
	return r
}

func newPicture(p model.MessagePart) *Picture {
	if p.Blob == nil {
		return &Picture{MIME: gjson.Get(p.Meta, "mime_type").String(), Bytes: gjson.Get(p.Meta, "bytes").Int()}
	}
	picture := &Picture{SHA256: p.Blob.SHA256, MIME: p.Blob.MIME, Bytes: p.Blob.Bytes}
	switch p.Blob.MIME {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		picture.IsImage = p.Blob.SHA256 != ""
	}
	return picture
}

func newCompaction(m Message, limits Limits) *Compaction {
	c := &Compaction{}
	for _, p := range m.Parts {
		for _, name := range []string{"preTokens", "pre_tokens"} {
			c.Before = max(c.Before, gjson.Get(p.Meta, name).Int())
		}
		for _, name := range []string{"postTokens", "post_tokens"} {
			c.After = max(c.After, gjson.Get(p.Meta, name).Int())
		}
		c.Trigger = cmp.Or(c.Trigger, gjson.Get(p.Meta, "trigger").String())
		if p.Text != "" {
			c.Summary = append(c.Summary, markdown(p, limits))
		}
	}
	return c
}

// retry returns what is stated of the next attempt of a failed request.
func retry(meta string) string {
	attempt, most := gjson.Get(meta, "retryAttempt"), gjson.Get(meta, "maxRetries")
	if !attempt.Exists() {
		return ""
	}
	return "attempt " + attempt.String() + " of " + cmp.Or(most.String(), "several")
}

// Pictures returns the pictures of a block.
func (b *Block) Pictures() []*Picture {
	var pictures []*Picture
	for _, p := range b.Pieces {
		if p.Picture != nil {
			pictures = append(pictures, p.Picture)
		}
	}
	for _, c := range b.calls() {
		pictures = append(pictures, c.Pictures...)
	}
	return pictures
}
