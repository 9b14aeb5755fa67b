package hook_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// raws makes members of names and values.
func raws(pairs ...string) map[string]json.RawMessage {
	members := map[string]json.RawMessage{}
	for i := 0; i < len(pairs); i += 2 {
		members[pairs[i]] = json.RawMessage(pairs[i+1])
	}
	return members
}

// TestAPayloadSentTwiceIsOneEvent: a hook that is declared twice runs twice, and a call is reported at its beginning and its end. Events have
// one id, or else a fingerprint by which the second is found to repeat the first.
func TestAPayloadSentTwiceIsOneEvent(t *testing.T) {
	soon, later := noon.Add(800*time.Millisecond), noon.Add(time.Hour)
	for name, test := range map[string]struct {
		agentID       string
		first, second string
		at            time.Time
		same          bool
	}{
		"a prompt with an id":              {agent.ClaudeCode, claude("UserPromptSubmit", `"prompt_id":"p","prompt":"a"`), claude("UserPromptSubmit", `"prompt_id":"p","prompt":"a"`), later, true},
		"a prompt without":                 {agent.ClaudeCode, claude("UserPromptSubmit", `"prompt":"a"`), claude("UserPromptSubmit", `"prompt":"a"`), soon, true},
		"the same words an hour later":     {agent.ClaudeCode, claude("UserPromptSubmit", `"prompt":"a"`), claude("UserPromptSubmit", `"prompt":"a"`), later, false},
		"other words":                      {agent.ClaudeCode, claude("UserPromptSubmit", `"prompt":"a"`), claude("UserPromptSubmit", `"prompt":"b"`), soon, false},
		"a turn of Codex":                  {agent.Codex, claude("UserPromptSubmit", `"turn_id":"p","prompt":"a"`), claude("UserPromptSubmit", `"turn_id":"p","prompt":"a"`), later, true},
		"a call and its end":               {agent.ClaudeCode, claude("PreToolUse", `"tool_use_id":"t","tool_name":"Bash"`), claude("PostToolUse", `"tool_use_id":"t","tool_name":"Bash"`), later, true},
		"a call and its batch":             {agent.ClaudeCode, claude("PreToolUse", `"tool_use_id":"t","tool_name":"Bash"`), claude("PostToolBatch", `"tool_calls":[{"tool_use_id":"t"}]`), later, true},
		"two calls":                        {agent.ClaudeCode, claude("PreToolUse", `"tool_use_id":"t"`), claude("PreToolUse", `"tool_use_id":"u"`), soon, false},
		"calls of Gemini with other input": {agent.GeminiCLI, claude("BeforeTool", `"tool_name":"read_file","tool_input":{"a":1}`), claude("BeforeTool", `"tool_name":"read_file","tool_input":{"a":2}`), soon, false},
		"a notification":                   {agent.ClaudeCode, claude("Notification", `"message":"x"`), claude("Notification", `"message":"x"`), soon, true},
		"another notification":             {agent.ClaudeCode, claude("Notification", `"message":"x"`), claude("Notification", `"message":"y"`), soon, false},
		"the stop of a subagent":           {agent.ClaudeCode, claude("SubagentStop", `"agent_id":"a"`), claude("SubagentStop", `"agent_id":"a"`), soon, true},
		"its stop after it went on":        {agent.ClaudeCode, claude("SubagentStop", `"agent_id":"a"`), claude("SubagentStop", `"agent_id":"a"`), later, false},
		"the start of a subagent":          {agent.ClaudeCode, claude("SubagentStart", `"agent_id":"a"`), claude("SubagentStart", `"agent_id":"a","x":1`), later, true},
		"two parts of a message":           {agent.ClaudeCode, claude("MessageDisplay", `"message_id":"m","index":0`), claude("MessageDisplay", `"message_id":"m","index":1`), soon, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, first, _ := observe(t, test.agentID, test.first, noon)
			_, second, _ := observe(t, test.agentID, test.second, test.at)
			isRepeated := false
			if one, other := first[0].Fingerprint, second[0].Fingerprint; one != nil && other != nil && first[0].Input == second[0].Input {
				isRepeated = one.Key == other.Key && test.at.Sub(noon) <= other.Repeated
			}
			if same := first[0].ID == second[0].ID || isRepeated; same != test.same {
				t.Errorf("one event: %v, want %v", same, test.same)
			}
		})
	}
}

// TestTheHooksAroundACallOfGeminiMatch: payloads of Gemini CLI name no call, so its tool and its input do.
func TestTheHooksAroundACallOfGeminiMatch(t *testing.T) {
	begin := onlyEvent(t, agent.GeminiCLI, claude("BeforeTool", `"tool_name":"read_file","tool_input":{"a":1,"b":2}`))
	end := onlyEvent(t, agent.GeminiCLI, claude("AfterTool", `"tool_name":"read_file","tool_input":{"b": 2, "a": 1},"tool_response":{"llmContent":"x"}`))
	other := onlyEvent(t, agent.GeminiCLI, claude("AfterTool", `"tool_name":"read_file","tool_input":{"a":3}`))
	if begin.Fingerprint.Key != end.Fingerprint.Key || begin.Fingerprint.Source == end.Fingerprint.Source || begin.ID == end.ID {
		t.Errorf("%+v and %+v", begin.Fingerprint, end.Fingerprint)
	}
	if other.Fingerprint.Key == end.Fingerprint.Key {
		t.Error("a call with other input has the same fingerprint")
	}
}

func TestIDsAreThoseOfOtherSources(t *testing.T) {
	if e := onlyEvent(t, agent.ClaudeCode, claude("UserPromptSubmit", `"prompt_id":"p"`)); e.ID != ingest.PromptID("s1", "p") || e.ToolName != "UserQuery" || e.Status != ingest.StatusStarted {
		t.Errorf("the prompt: %+v", e)
	}
	if e := onlyEvent(t, agent.ClaudeCode, claude("PreToolUse", `"tool_use_id":"t"`)); e.ID != ingest.ToolID("t") || e.ToolUseID != "t" {
		t.Errorf("the call: %+v", e)
	}
}

func TestTheParentOfAnEvent(t *testing.T) {
	prompt := ingest.PromptID("s1", "p")
	for name, test := range map[string]struct {
		agentID                  string
		payload                  string
		parent, subagent, doneBy string
		inTurn                   bool
	}{
		"below the prompt that it names": {agent.ClaudeCode, claude("PreToolUse", `"prompt_id":"p"`), prompt, "", "claude-code", false},
		"below the turn that it names":   {agent.Codex, claude("PreToolUse", `"turn_id":"p"`), prompt, "", "codex", false},
		"below the latest prompt":        {agent.ClaudeCode, claude("PreToolUse", ""), "", "", "claude-code", true},
		"Gemini, which names none":       {agent.GeminiCLI, claude("BeforeTool", ""), "", "", "gemini-cli", true},
		"in a subagent":                  {agent.ClaudeCode, claude("PreToolUse", `"prompt_id":"p","agent_id":"a1","agent_type":"Explore"`), prompt, "a1", "Explore", false},
		"in a subagent without a type":   {agent.ClaudeCode, claude("PreToolUse", `"agent_id":"a1"`), "", "a1", "claude-code", true},
		"in a session of an own agent":   {agent.ClaudeCode, claude("PreToolUse", `"prompt_id":"p","agent_type":"reviewer"`), prompt, "", "claude-code", false},
		"a start is below nothing":       {agent.ClaudeCode, claude("SessionStart", ""), "", "", "claude-code", false},
		"a prompt is below nothing":      {agent.ClaudeCode, claude("UserPromptSubmit", `"prompt_id":"p"`), "", "", "claude-code", false},
	} {
		t.Run(name, func(t *testing.T) {
			e := onlyEvent(t, test.agentID, test.payload)
			if e.ParentID != test.parent || e.Subagent != test.subagent || e.AgentID != test.doneBy || e.InTurn != test.inTurn {
				t.Errorf("parent %q, subagent %q, by %q, in turn %v; want %+v", e.ParentID, e.Subagent, e.AgentID, e.InTurn, test)
			}
		})
	}
}

func TestTheAgentIsInferred(t *testing.T) {
	for name, test := range map[string]struct {
		payload string
		want    string
	}{
		"Claude Code": {claude("PreToolUse", `"prompt_id":"p"`), agent.ClaudeCode},
		"Codex":       {claude("PreToolUse", `"turn_id":"u","model":"gpt-5"`), agent.Codex},
		"Gemini":      {claude("BeforeTool", `"timestamp":"2026-03-18T12:00:00Z"`), agent.GeminiCLI},
		"nonsense":    {"nonsense", agent.ClaudeCode},
	} {
		t.Run(name, func(t *testing.T) {
			if got := hook.InferAgent([]byte(test.payload)).ID; got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}
