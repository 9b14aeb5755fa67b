package reader_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/htmlgraph/htmlgraph/internal/filediff"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/web/reader"
)

// The results of Edit in transcripts of Claude Code have the lines with their numbers beside the text (toolUseResult).
const patched = `{"filePath":"/p/a.go","structuredPatch":[{"oldStart":41,"oldLines":2,"newStart":41,"newLines":2,"lines":[" a","-b","+c"]}]}`

func TestAnEditHasTheNumbersOfItsLinesWhereTheResultStatesThem(t *testing.T) {
	const input = `{"file_path":"/p/a.go","old_string":"a\nb\n","new_string":"a\nc\n"}`
	for name, test := range map[string]struct {
		meta   string
		status model.Status
		want   []filediff.DiffLine
	}{
		"numbered": {patched, model.StatusCompleted, []filediff.DiffLine{{Kind: "same", Old: 41, New: 41, Text: "a"}, {Kind: "removed", Old: 42, Text: "b"}, {Kind: "added", New: 42, Text: "c"}}},
		"not made": {patched, model.StatusFailed, []filediff.DiffLine{{Kind: "same", Text: "a"}, {Kind: "removed", Text: "b"}, {Kind: "added", Text: "c"}}},
		"stated":   {"", model.StatusCompleted, []filediff.DiffLine{{Kind: "same", Text: "a"}, {Kind: "removed", Text: "b"}, {Kind: "added", Text: "c"}}},
	} {
		call := one(t, called("e", "Edit", input, "ok", test.meta, test.status), reader.InWindow()).Call
		if len(call.Edits) != 1 || len(call.Edits[0].Hunks) != 1 || call.Added != 1 || call.Removed != 1 {
			t.Fatalf("%s: %+v", name, call)
		}
		if diff := cmp.Diff(test.want, []filediff.DiffLine(call.Edits[0].Hunks[0])); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestTheEditsOfAWindowShareItsLines(t *testing.T) {
	input := `{"file_path":"/a.go","content":"` + strings.Repeat(`x\n`, 100) + `"}`
	var messages []reader.Message
	for _, id := range strings.Split("abcdefghij", "") {
		messages = append(messages, called(id, "Write", input, "ok", "", model.StatusCompleted))
	}
	lines := 0
	for _, b := range reader.Turns(messages, nil, reader.InWindow())[0].Blocks {
		edit := b.Call.Edits[0]
		shown := 0
		for _, hunk := range edit.Hunks {
			shown += len(hunk)
		}
		lines += shown
		if edit.Added != 100 || shown+edit.Cut != 100 || shown > reader.InWindow().DiffLines {
			t.Errorf("%d of %d lines are shown, %d are not", shown, edit.Added, edit.Cut)
		}
	}
	if lines != reader.InWindow().Lines {
		t.Errorf("%d lines are shown", lines)
	}
}

func TestATerminalShowsTheEndOfItsOutput(t *testing.T) {
	long := strings.Repeat("line\n", 50) + "FAIL"
	for name, test := range map[string]struct {
		output, end, meta string
		want              reader.Terminal
	}{
		"short":     {output: "ok\n", want: reader.Terminal{Output: reader.Output{Plain: "ok"}, Lines: 1}},
		"long":      {output: long, want: reader.Terminal{Output: reader.Output{Plain: strings.Repeat("line\n", 39) + "FAIL", Hidden: 11}, Lines: 51}},
		"only end":  {output: "begin", end: "a\nb", want: reader.Terminal{Output: reader.Output{Plain: "a\nb"}}},
		"failed":    {output: "Exit code 2\nno", want: reader.Terminal{Output: reader.Output{Plain: "Exit code 2\nno"}, Lines: 2, Exit: number(2)}},
		"stated":    {output: "x", meta: `{"exit_code":1}`, want: reader.Terminal{Output: reader.Output{Plain: "x"}, Lines: 1, Exit: number(1)}},
		"of Codex":  {output: "Chunk ID: 1\nProcess exited with code 3\nx", want: reader.Terminal{Output: reader.Output{Plain: "Chunk ID: 1\nProcess exited with code 3\nx"}, Lines: 3, Exit: number(3)}},
		"coloured":  {output: "\x1b[31mred\x1b[0m", want: reader.Terminal{Output: reader.Output{HTML: `<span class="term-fg31">red</span>`}, Lines: 1}},
		"two sorts": {output: "out\nerr", meta: `{"stdout":"out","stderr":"err"}`, want: reader.Terminal{Output: reader.Output{Plain: "out"}, Errors: &reader.Output{Plain: "err"}, Lines: 2}},
	} {
		m := called("b", "Bash", `{"command":"x"}`, test.output, test.meta, model.StatusCompleted)
		m.End = test.end
		got := *one(t, m, reader.InWindow()).Call.Terminal
		got.CommandHTML, got.Command, got.Bytes = "", "", 0
		if diff := cmp.Diff(test.want, got, cmpopts.IgnoreUnexported(reader.Output{})); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func number(n int64) *int64 { return &n }

func TestAReadHasNoNumbersBeforeItsLines(t *testing.T) {
	call := called("r", "Read", `{"file_path":"/p/a.unknown","offset":7,"limit":2}`, "     7→a\n     8→b\n\n<system-reminder>no</system-reminder>", "", model.StatusCompleted)
	read := one(t, call, reader.Alone()).Calls[0].Read
	if read.Name != "a.unknown" || read.Note != "7–8" || read.First != 7 || read.Plain != "a\nb\n" {
		t.Errorf("%+v", read)
	}
	if read := one(t, call, reader.InWindow()).Calls[0].Read; read.Plain != "" || read.HTML != "" {
		t.Errorf("a window has all of what was read: %+v", read)
	}
	for meta, want := range map[string]string{`{"numFiles":1}`: "1 file", `{"numLines":14}`: "14 lines", ``: "2 lines"} {
		search := one(t, called("g", "Grep", `{"pattern":"Open("}`, "a\nb", meta, model.StatusCompleted), reader.InWindow()).Calls[0].Read
		if search.Name != `"Open("` || search.Note != want {
			t.Errorf("%s: %+v", meta, search)
		}
	}
}

func TestACheckListSaysWhatChanged(t *testing.T) {
	first := called("t1", "TodoWrite", `{"todos":[{"content":"a","status":"pending"},{"content":"b","status":"in_progress"},{"content":"gone","status":"pending"}]}`, "", "", model.StatusCompleted)
	second := called("t2", "TodoWrite", `{"todos":[{"content":"a","status":"in_progress"},{"content":"b","status":"completed"},{"content":"c","status":"pending"}]}`, "", "", model.StatusCompleted)
	want := []reader.Task{task("a", "begun", "begun"), task("b", "done", "done"), task("c", "open", "new"), task("gone", "open", "removed")}
	blocks := reader.Turns([]reader.Message{first, second}, nil, reader.InWindow())[0].Blocks
	if diff := cmp.Diff(want, blocks[1].Call.Tasks); diff != "" {
		t.Error(diff)
	}
	stated := called("t3", "TodoWrite", `{"todos":[{"content":"a","status":"completed"}]}`, "", `{"oldTodos":[{"content":"a","status":"pending"}]}`, model.StatusCompleted)
	if diff := cmp.Diff([]reader.Task{task("a", "done", "done")}, one(t, stated, reader.InWindow()).Call.Tasks); diff != "" {
		t.Error(diff)
	}
	plan := called("t4", "update_plan", `{"plan":[{"step":"x","status":"completed"}]}`, "", "", model.StatusCompleted)
	if diff := cmp.Diff([]reader.Task{task("x", "done", "")}, one(t, plan, reader.InWindow()).Call.Tasks); diff != "" {
		t.Error(diff)
	}
}

func task(text string, state toolcall.TaskState, change string) reader.Task {
	return reader.Task{Task: toolcall.Task{Text: text, State: state}, Change: change}
}

func TestADelegationHasItsAnswerAndWhatItWasAsked(t *testing.T) {
	m := called("d", "Task", `{"subagent_type":"Explore","description":"Map","prompt":"Map the readers"}`, "**Three** readers", `{"totalTokens":100,"totalToolUseCount":18,"totalDurationMs":2000}`, model.StatusCompleted)
	m.Task = "ag1"
	got := one(t, m, reader.InWindow()).Call.Delegation
	if got.Type != "Explore" || got.Title != "Map" || got.Task != "ag1" || got.Prompt.Plain != "Map the readers" || got.Answer.HTML == "" ||
		got.Tokens != 100 || got.Tools != 18 || got.Seconds() != 2 {
		t.Errorf("%+v", got)
	}
}

func TestAnUnknownToolIsLoadedWhenItIsOpened(t *testing.T) {
	m := called("x", "mcp__github__search", `{"query":"bug"}`, `{"hits":[1]}`, "", model.StatusCompleted)
	window, alone := one(t, m, reader.InWindow()).Call, one(t, m, reader.Alone()).Call
	if window.Server != "github" || window.Tool != "search" || window.Subject != "bug" || !window.HasBody || window.Input != "" || window.Output != "" {
		t.Errorf("%+v", window)
	}
	if alone.Input != `{"query":"bug"}` || alone.Output != `{"hits":[1]}` {
		t.Errorf("%+v", alone)
	}
}

func TestWhatTheProgramAddedStandsApartFromThePrompt(t *testing.T) {
	m := said("p", model.KindPrompt, "Do it")
	m.Parts = append(m.Parts, whole(model.PartReminder, "hint"))
	prompt := reader.Turns([]reader.Message{m}, nil, reader.InWindow())[0].Prompt
	if len(prompt.Pieces) != 1 || prompt.Pieces[0].Text.Plain != "Do it" || len(prompt.Asides) != 1 || prompt.Asides[0].Plain != "hint" {
		t.Errorf("%+v", prompt)
	}
}

func TestAReasoningThatNobodyCanReadSaysSo(t *testing.T) {
	for text, want := range map[string]bool{"": true, "I think": false} {
		m := reader.Message{Message: model.Message{ID: "a", Kind: model.KindAnswer, Parts: []model.MessagePart{whole(model.PartReasoning, text)}}}
		if got := one(t, m, reader.InWindow()).Pieces[0].Reasoning; got.IsHidden != want || got.First != text {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func TestACompactionHasItsTokens(t *testing.T) {
	m := said("c", model.KindCompaction, "Conversation compacted")
	m.Parts[0].Meta = `{"trigger":"auto","preTokens":155000,"postTokens":22000}`
	if got := one(t, m, reader.InWindow()).Compaction; got.Before != 155000 || got.After != 22000 || got.Trigger != "auto" || len(got.Summary) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestALongTextSaysHowMuchIsNotShown(t *testing.T) {
	m := said("p", model.KindPrompt, strings.Repeat("é", 20<<10))
	m.Parts[0].Bytes = 5 << 20
	text := reader.Turns([]reader.Message{m}, nil, reader.InWindow())[0].Prompt.Pieces[0].Text
	if len(text.Plain) > 16<<10 || text.Hidden+int64(len(text.Plain)) < 5<<20 {
		t.Errorf("%d bytes are shown, %d are not", len(text.Plain), text.Hidden)
	}
}

func TestAPermissionIsNotedAtItsCall(t *testing.T) {
	call := called("b", "Bash", `{"command":"rm x"}`, "", "", model.StatusRunning)
	call.Parts[0].CallID = "toolu_1"
	ask := func(id string) reader.Message {
		p := whole(model.PartPermission, `{"command":"rm x"}`)
		p.Name, p.CallID = "Bash", id
		return reader.Message{Message: model.Message{ID: "n" + id, Kind: model.KindNotice, At: "2026-03-18 10:00:00", Parts: []model.MessagePart{p}}}
	}
	blocks := reader.Turns([]reader.Message{call, ask("toolu_1"), ask("toolu_2")}, nil, reader.InWindow())[0].Blocks
	if len(blocks) != 2 || !blocks[0].Call.Waits() || blocks[0].Call.Asked != "2026-03-18 10:00:00" {
		t.Fatalf("%d blocks", len(blocks))
	}
	if p := blocks[1].Permission; blocks[1].Name != reader.BlockPermission || p.Tool != "Bash" || p.Subject != "rm x" {
		t.Errorf("%+v", blocks[1])
	}
}
