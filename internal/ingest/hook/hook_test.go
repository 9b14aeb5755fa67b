package hook_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

var noon = time.Date(2026, 3, 18, 12, 0, 1, 0, time.UTC)

// observe returns what a payload reports: its session, its events and its stops.
func observe(t *testing.T, agentID, payload string, at time.Time) (sessions []ingest.Session, events []ingest.Event, stops []ingest.Stop) {
	t.Helper()
	observations, err := hook.Observe(agent.Get(agentID), []byte(payload), at)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range observations {
		switch {
		case o.Session != nil:
			sessions = append(sessions, *o.Session)
		case o.Event != nil:
			events = append(events, *o.Event)
		case o.Stop != nil:
			stops = append(stops, *o.Stop)
		}
	}
	return sessions, events, stops
}

// onlyEvent returns the single event of a payload.
func onlyEvent(t *testing.T, agentID, payload string) ingest.Event {
	t.Helper()
	_, events, _ := observe(t, agentID, payload, noon)
	if len(events) != 1 {
		t.Fatalf("%d events, want 1: %s", len(events), payload)
	}
	return events[0]
}

// claude returns a payload of Claude Code.
func claude(event, members string) string {
	payload := `{"session_id":"s1","transcript_path":"/t/s1.jsonl","cwd":"/w","permission_mode":"default","hook_event_name":"` + event + `"`
	if members != "" {
		payload += "," + members
	}
	return payload + "}"
}

func TestTheTypeOfEveryEventOfClaudeCode(t *testing.T) {
	for name, test := range map[string]struct{ members, kind, says string }{
		"SessionStart":        {`"source":"startup"`, ingest.TypeStart, "startup"},
		"Setup":               {`"trigger":"init"`, ingest.TypeStart, "init"},
		"InstructionsLoaded":  {`"file_path":"/w/CLAUDE.md","load_reason":"session_start"`, ingest.TypeCheckPoint, "/w/CLAUDE.md"},
		"UserPromptSubmit":    {`"prompt":"hi","prompt_id":"p1"`, ingest.TypeToolCall, "hi"},
		"UserPromptExpansion": {`"command_name":"review","prompt":"/review"`, ingest.TypeCheckPoint, "/review"},
		"MessageDisplay":      {`"message_id":"m","index":0,"delta":"x"`, ingest.TypeCheckPoint, ""},
		"PreToolUse":          {`"tool_name":"Bash","tool_input":{"command":"ls"},"tool_use_id":"t1"`, ingest.TypeToolCall, "ls"},
		"PermissionRequest":   {`"tool_name":"Bash","tool_input":{"command":"ls"}`, ingest.TypeCheckPoint, "Bash"},
		"PermissionDenied":    {`"tool_name":"Bash","tool_input":{"command":"rm"},"tool_use_id":"t1","reason":"no"`, ingest.TypeToolCall, "rm"},
		"PostToolUse":         {`"tool_name":"Read","tool_input":{"file_path":"a"},"tool_response":"b","tool_use_id":"t1"`, ingest.TypeToolCall, "a"},
		"PostToolUseFailure":  {`"tool_name":"Bash","tool_input":{"command":"ls"},"tool_use_id":"t1","error":"boom"`, ingest.TypeToolCall, "ls"},
		"PostToolBatch":       {`"tool_calls":[{"tool_name":"Read","tool_input":{"file_path":"a"},"tool_use_id":"t1","tool_response":"b"}]`, ingest.TypeToolCall, "a"},
		"Notification":        {`"message":"waiting","notification_type":"idle_prompt"`, ingest.TypeCheckPoint, "waiting"},
		"SubagentStart":       {`"agent_id":"a1","agent_type":"Explore"`, ingest.TypeStart, ""},
		"SubagentStop":        {`"agent_id":"a1","agent_type":"Explore"`, ingest.TypeCompletion, ""},
		"TaskCreated":         {`"task_id":"1","task_subject":"test it"`, ingest.TypeCheckPoint, "test it"},
		"TaskCompleted":       {`"task_id":"1","task_subject":"test it"`, ingest.TypeCompletion, "test it"},
		"TeammateIdle":        {`"teammate_name":"bo","team_name":"x"`, ingest.TypeCheckPoint, ""},
		"Stop":                {`"last_assistant_message":"done"`, ingest.TypeCompletion, ""},
		"StopFailure":         {`"error":"rate_limit"`, ingest.TypeError, ""},
		"PreCompact":          {`"trigger":"auto"`, ingest.TypeCheckPoint, "auto"},
		"PostCompact":         {`"trigger":"auto","compact_summary":"short"`, ingest.TypeCheckPoint, "auto"},
		"ConfigChange":        {`"source":"user_settings"`, ingest.TypeCheckPoint, "user_settings"},
		"CwdChanged":          {`"old_cwd":"/a","new_cwd":"/b"`, ingest.TypeCheckPoint, "/b"},
		"DirectoryAdded":      {`"directory":"/d","source":"slash_command"`, ingest.TypeCheckPoint, "/d"},
		"FileChanged":         {`"file_path":"/f","event":"change"`, ingest.TypeCheckPoint, "/f"},
		"WorktreeCreate":      {`"name":"tree"`, ingest.TypeCheckPoint, "tree"},
		"WorktreeRemove":      {`"worktree_path":"/tree"`, ingest.TypeCheckPoint, "/tree"},
		"Elicitation":         {`"mcp_server_name":"x","message":"which?","elicitation_id":"e"`, ingest.TypeCheckPoint, "which?"},
		"ElicitationResult":   {`"mcp_server_name":"x","action":"accept","elicitation_id":"e"`, ingest.TypeCheckPoint, ""},
		"SessionEnd":          {`"reason":"logout"`, ingest.TypeEnd, "logout"},
		// PreModelSwitch, PostModelSwitch and PreSkillShellCommand are those of the type declarations of the SDK 0.3.332.
		"PreModelSwitch":       {`"from_model":"claude-opus-5","to_model":"claude-haiku-5-5","requested_model":null,"source":"picker","context_tokens":120000`, ingest.TypeCheckPoint, "claude-opus-5 → claude-haiku-5-5"},
		"PostModelSwitch":      {`"from_model":"claude-opus-5","to_model":"claude-haiku-5-5","source":"command"`, ingest.TypeCheckPoint, "claude-opus-5 → claude-haiku-5-5"},
		"PreSkillShellCommand": {`"tool_name":"Bash","tool_input":{"command":"git log -3"},"tool_use_id":"t1","command_name":"release","invoked_by":"claude"`, ingest.TypeCheckPoint, "git log -3"},
		"SomethingNew":         {`"thing":{"deep":[1]}`, ingest.TypeCheckPoint, ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := onlyEvent(t, agent.ClaudeCode, claude(name, test.members))
			if e.Type != test.kind || e.Input != test.says || e.SessionID != "s1" || e.ID == "" || e.At != "2026-03-18T12:00:01.000000" || e.Source != "hook" {
				t.Errorf("event = %+v; want type %s, input %q", e, test.kind, test.says)
			}
		})
	}
}

func TestAPayloadReportsItsSession(t *testing.T) {
	sessions, _, _ := observe(t, agent.ClaudeCode, claude("SessionStart", `"source":"resume","model":"claude-opus-4-5","session_title":"Mend it"`), noon)
	want := []ingest.Session{{
		ID: "s1", Agent: "claude-code", TranscriptPath: "/t/s1.jsonl", Cwd: "/w", Title: "Mend it", Model: "claude-opus-4-5",
		At: "2026-03-18T12:00:01.000000", Metadata: raws("source", `"resume"`, "permission_mode", `"default"`),
	}}
	if diff := cmp.Diff(want, sessions); diff != "" {
		t.Error(diff)
	}
	sessions, _, stops := observe(t, agent.ClaudeCode, claude("SessionEnd", `"reason":"logout"`), noon)
	if sessions[0].EndedAt != "2026-03-18T12:00:01.000000" || len(stops) != 1 || !stops[0].Prompts || stops[0].MainThread {
		t.Errorf("the end: %+v, %+v", sessions, stops)
	}
}

func TestStops(t *testing.T) {
	at := noon
	for name, test := range map[string]struct {
		agentID string
		payload string
		want    []ingest.Stop
	}{
		"a stop":            {agent.ClaudeCode, claude("Stop", ""), []ingest.Stop{{Status: ingest.StatusCompleted, Prompts: true, MainThread: true}}},
		"a failure":         {agent.ClaudeCode, claude("StopFailure", `"error":"overloaded"`), []ingest.Stop{{Status: ingest.StatusFailed, Prompts: true, MainThread: true}}},
		"an interruption":   {agent.Codex, claude("Interrupt", `"turn_id":"u"`), []ingest.Stop{{Status: ingest.StatusCancelled, Prompts: true, MainThread: true}}},
		"the end":           {agent.ClaudeCode, claude("SessionEnd", ""), []ingest.Stop{{Status: ingest.StatusRecorded, Prompts: true, EndedBy: ingest.EndedBySession}}},
		"a subagent":        {agent.ClaudeCode, claude("SubagentStop", `"agent_id":"a1"`), []ingest.Stop{{Subagent: "a1", Status: ingest.StatusCompleted}}},
		"a nameless one":    {agent.ClaudeCode, claude("SubagentStop", ""), nil},
		"an answer":         {agent.GeminiCLI, claude("AfterAgent", ""), []ingest.Stop{{Status: ingest.StatusCompleted, Prompts: true, MainThread: true}}},
		"the next prompt":   {agent.ClaudeCode, claude("UserPromptSubmit", `"prompt_id":"p2","prompt":"x"`), []ingest.Stop{{Status: ingest.StatusCancelled, Prompts: true, MainThread: true, Except: ingest.PromptID("s1", "p2")}}},
		"a tool ends none":  {agent.ClaudeCode, claude("PostToolUse", `"tool_use_id":"t"`), nil},
		"a prompt below it": {agent.ClaudeCode, claude("UserPromptSubmit", `"prompt_id":"p2","agent_id":"a1"`), nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, stops := observe(t, test.agentID, test.payload, at)
			for i := range test.want {
				test.want[i].SessionID, test.want[i].At = "s1", "2026-03-18T12:00:01.000000"
			}
			if diff := cmp.Diff(test.want, stops); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUnreadablePayloadsAreErrors(t *testing.T) {
	for name, test := range map[string]struct{ payload, says string }{
		"nothing":                   {"", "not JSON"},
		"half an object":            {`{"session_id":"s1"`, "not JSON"},
		"two values":                {`{"session_id":"s1"} {}`, "not JSON"},
		"a list":                    {`[{"session_id":"s1"}]`, "not a JSON object"},
		"null":                      {`null`, "not a JSON object"},
		"no session":                {`{"hook_event_name":"Stop"}`, "names no session"},
		"a session of another type": {`{"session_id":{},"hook_event_name":"Stop"}`, "names no session"},
		"too deep":                  {`{"session_id":"s1","x":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`, "not JSON"},
		"too large":                 {`{"session_id":"s1","x":"` + strings.Repeat("x", hook.MaxPayload) + `"}`, "larger than"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := hook.Observe(agent.Get(agent.ClaudeCode), []byte(test.payload), noon); err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("error = %v, want one with %q", err, test.says)
			}
		})
	}
}
