package reader_test

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/web/reader"
)

// said returns a message with one text.
func said(id string, kind model.MessageKind, text string) reader.Message {
	return reader.Message{Message: model.Message{ID: id, SessionID: "s", Kind: kind, Parts: []model.MessagePart{whole(model.PartText, text)}}}
}

func whole(kind model.PartType, text string) model.MessagePart {
	return model.MessagePart{Type: kind, Text: text, Bytes: int64(len(text)), IsWhole: true}
}

// called returns a call of a tool with its result.
func called(id, tool, input, output, meta string, status model.Status) reader.Message {
	given, returned := whole(model.PartCall, input), whole(model.PartResponse, output)
	given.Name, returned.Name, returned.Meta = tool, tool, meta
	word := string(status)
	return reader.Message{Message: model.Message{
		ID: id, SessionID: "s", Kind: model.KindCall, EventID: id, Tool: &tool, Status: &word, Parts: []model.MessagePart{given, returned},
	}}
}

// outline describes turns by the names of their blocks.
func outline(turns []reader.Turn) []string {
	var lines []string
	for _, t := range turns {
		line := t.ID + ":"
		if t.Prompt != nil {
			line += " " + t.Prompt.Name
		}
		for _, b := range t.Blocks {
			line += " " + b.Name
			if len(b.Calls) > 0 {
				line += strconv.Itoa(len(b.Calls))
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func TestAPromptBeginsATurn(t *testing.T) {
	read := func(id string) reader.Message {
		return called(id, "Read", `{"file_path":"/a.go"}`, "x", "", model.StatusCompleted)
	}
	for name, test := range map[string]struct {
		messages []reader.Message
		begun    *model.Message
		want     []string
	}{
		"two turns": {
			messages: []reader.Message{
				said("p1", model.KindPrompt, "a"), said("a1", model.KindAnswer, "b"), said("p2", model.KindPrompt, "c"), said("q", model.KindQueued, "d"),
			},
			want: []string{"p1: prompt answer", "p2: prompt queued"},
		},
		"a window within a turn": {
			messages: []reader.Message{said("a1", model.KindAnswer, "b"), said("p2", model.KindPrompt, "c")},
			begun:    &model.Message{ID: "p1"},
			want:     []string{"p1: answer", "p2: prompt"},
		},
		"before the first prompt": {messages: []reader.Message{said("n", model.KindNotice, "b")}, want: []string{": notice"}},
		"neighbours that read": {
			messages: []reader.Message{
				said("p", model.KindPrompt, "a"), read("r1"), read("r2"), said("a", model.KindAnswer, "b"), read("r3"),
				called("b", "Bash", `{"command":"ls"}`, "x", "", model.StatusCompleted), read("r4"),
			},
			want: []string{"p: prompt reads2 answer reads1 call reads1"},
		},
		"what else is said": {
			messages: []reader.Message{
				said("p", model.KindPrompt, "a"), said("c", model.KindCompaction, "b"), said("e", model.KindError, "c"), said("r", model.KindReminder, "d"),
				said("u", model.KindCommand, "ls"),
			},
			want: []string{"p: prompt compaction error notice call"},
		},
		"nothing": {},
	} {
		if diff := cmp.Diff(test.want, outline(reader.Turns(test.messages, test.begun, reader.InWindow()))); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// one returns the block of a message.
func one(t *testing.T, m reader.Message, limits reader.Limits) *reader.Block {
	t.Helper()
	turns := reader.Turns([]reader.Message{m}, nil, limits)
	if len(turns) != 1 || len(turns[0].Blocks) != 1 {
		t.Fatalf("%d turns", len(turns))
	}
	return turns[0].Blocks[0]
}
