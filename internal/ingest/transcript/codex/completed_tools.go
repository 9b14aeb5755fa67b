package codex

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// commandOf returns a command. The words of a shell with a script are shown as the script.
func commandOf(item gjson.Result) completedTool {
	var words []string
	jsonscan.Each(jsonscan.Get(item, "command"), func(_ string, word gjson.Result) bool {
		words = append(words, transcript.Text(word))
		return true
	})
	command := strings.Join(words, " ")
	if i := slices.IndexFunc(words, isScriptFlag); i > 0 && i+2 == len(words) {
		command = words[i+1]
	}
	t := completedTool{name: "exec_command", input: map[string]any{"cmd": command}, text: command}
	if plain(jsonscan.Get(item, "source")) == "usershell" { // the user ran it, not the model
		t.name = "user_shell"
	}
	if folder := pathOf(jsonscan.Get(item, "cwd")); folder != "" {
		t.input["workdir"] = folder
	}
	t.result = firstOf(item, "aggregated_output", "formatted_output", "stdout")
	if code := member(item, "exit_code"); code.Type == gjson.Number && code.Int() != 0 && itemStatus(item) == ingest.StatusCompleted {
		t.status = ingest.StatusFailed
	}
	return t
}

func isScriptFlag(word string) bool {
	switch word {
	case "-c", "-lc", "-cl", "-Command":
		return true
	default:
		return false
	}
}

// serverToolOf returns a call of a tool of a server.
func serverToolOf(item gjson.Result) completedTool {
	t := completedTool{
		name:   "mcp__" + transcript.Text(jsonscan.Get(item, "server")) + "__" + transcript.Text(jsonscan.Get(item, "tool")),
		result: jsonscan.Get(item, "result"), failed: transcript.Text(jsonscan.Get(jsonscan.Get(item, "error"), "message")),
	}
	if member(t.result, "is_error").Bool() {
		t.status = ingest.StatusFailed
	}
	return t.withArguments(jsonscan.Get(item, "arguments"))
}

// dynamicToolOf returns a call of a tool of the program around Codex.
func dynamicToolOf(item gjson.Result) completedTool {
	t := completedTool{
		name: transcript.Text(jsonscan.Get(item, "tool")), result: member(item, "content_items"), failed: transcript.Text(jsonscan.Get(item, "error")),
	}
	if success := jsonscan.Get(item, "success"); success.Exists() && success.Type == gjson.False {
		t.status = ingest.StatusFailed
	}
	return t.withArguments(jsonscan.Get(item, "arguments"))
}

// withArguments sets the input to arguments that are an object, or to an object that holds them.
func (t completedTool) withArguments(arguments gjson.Result) completedTool {
	t.input = map[string]any{}
	if arguments.IsObject() {
		jsonscan.Each(arguments, func(name string, value gjson.Result) bool {
			t.input[name] = transcript.RawJSON(value)
			return true
		})
	} else if arguments.Exists() && arguments.Type != gjson.Null {
		t.input["input"] = transcript.RawJSON(arguments)
	}
	return t
}

// agentTools are the tools by which an agent directs subagents, as items name them, and as calls do.
var agentTools = map[string]string{
	"spawnagent": "spawn_agent", "sendinput": "send_input", "resumeagent": "resume_agent", "wait": "wait_agent", "closeagent": "close_agent",
}

// agentToolOf returns a call that directs subagents. Only that which spawns one starts it.
func agentToolOf(item gjson.Result) completedTool {
	kind := plain(jsonscan.Get(item, "tool"))
	t := completedTool{name: cmp.Or(agentTools[kind], transcript.Text(jsonscan.Get(item, "tool")), "agent"), input: map[string]any{}}
	for _, name := range []string{"prompt", "model"} {
		if text := transcript.Text(jsonscan.Get(item, name)); text != "" {
			t.input[name] = text
		}
	}
	receivers := member(item, "receiver_thread_ids").Array()
	if kind == "spawnagent" && len(receivers) > 0 {
		t.spawned = transcript.ID(receivers[0])
	}
	return t
}

// fileChangeOf returns a patch, shown by the paths of its files.
func fileChangeOf(item gjson.Result) completedTool {
	var paths []string
	jsonscan.Each(jsonscan.Get(item, "changes"), func(name string, change gjson.Result) bool {
		if name == "" {
			name = jsonscan.Get(change, "path").Str
		}
		paths = append(paths, transcript.Truncate(name, ingest.MaxID))
		return true
	})
	slices.Sort(paths)
	t := completedTool{
		name: "apply_patch", input: map[string]any{"changes": transcript.RawJSON(jsonscan.Get(item, "changes"))}, text: strings.Join(paths, "\n"),
		result: jsonscan.Get(item, "stdout"),
	}
	if itemStatus(item) == ingest.StatusFailed {
		t.failed = transcript.Text(jsonscan.Get(item, "stderr"))
	}
	return t
}

// sleepOf returns a pause.
func sleepOf(item gjson.Result) completedTool {
	milliseconds := member(item, "duration_ms")
	return completedTool{
		name: "sleep", input: map[string]any{"duration_ms": transcript.RawJSON(milliseconds)}, seconds: transcript.Seconds(milliseconds),
		status: ingest.StatusCompleted,
	}
}
