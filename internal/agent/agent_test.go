package agent_test

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

func TestEveryNameBelongsToOneAgent(t *testing.T) {
	owners := map[string]string{}
	for _, a := range agent.All() {
		for _, name := range a.Names() {
			if owner, taken := owners[name]; taken {
				t.Errorf("%s and %s are both called %q", owner, a.ID, name)
			}
			owners[name] = a.ID
			if name != strings.ToLower(name) || strings.ContainsAny(name, " /?#%") {
				t.Errorf("%q of %s cannot stand in a URL as it is", name, a.ID)
			}
			if found, ok := agent.Find(strings.ToUpper(name)); !ok || found.ID != a.ID {
				t.Errorf("Find(%q) = %q, %v, want %q", strings.ToUpper(name), found.ID, ok, a.ID)
			}
		}
	}
	if _, ok := agent.Find("nobody"); ok {
		t.Error(`"nobody" is no agent`)
	}
}

func TestEveryAgentIsComplete(t *testing.T) {
	for _, a := range agent.All() {
		t.Run(a.ID, func(t *testing.T) {
			for what, given := range map[string]bool{
				"an id": a.ID != "", "a title": a.Title != "", "a short name": a.Short != "", "a folder": len(a.Home.Folders) > 0,
				"a settings file": a.Hooks.Settings.File != "", "a timeout of hooks": a.Hooks.Settings.Timeout > 0, "hook events": len(a.Hooks.Events) > 0,
				// An agent has such a member, or its payloads are recognised by the lack of one.
				"the member with the id of a prompt": len(a.Hooks.PromptID) > 0 != slices.Contains(a.Hooks.Payload.Lacks, "prompt_id"),
				"the member with the id of a call":   a.Hooks.CallID != "",
				"folders of transcripts":             len(a.Transcripts.Folders) > 0,
				"names of transcripts":               len(a.Transcripts.Files) > 0, "a prefix of telemetry": strings.HasSuffix(a.Telemetry.Prefix, "."),
				"a service of telemetry": len(a.Telemetry.Services) > 0, "delegation tools": len(a.Delegation.Tools) > 0,
				"members with the type of a subagent": len(a.Delegation.Type) > 0, "members with the id of a subagent": len(a.Delegation.Task) > 0,
			} {
				if !given {
					t.Errorf("%s lacks %s", a.ID, what)
				}
			}
			for _, kind := range []agent.EventKind{agent.SessionStarted, agent.PromptSubmitted, agent.ToolStarted, agent.ToolEnded, agent.TurnEnded} {
				if !slices.ContainsFunc(a.Hooks.Events, func(e agent.Event) bool { return e.Kind == kind }) {
					t.Errorf("no hook is installed for an event of kind %d", kind)
				}
			}
			for _, pattern := range slices.Concat(a.Transcripts.Files, a.Transcripts.Ignored, a.Transcripts.IgnoredFolders) {
				if _, err := path.Match(pattern, "x"); err != nil {
					t.Errorf("the pattern %q: %v", pattern, err)
				}
			}
		})
	}
}

func TestAnEventMeansTheSameForAllAgents(t *testing.T) {
	for _, a := range agent.All() {
		listed := map[string]bool{}
		for _, e := range slices.Concat(a.Hooks.Events, a.Hooks.Others) {
			if listed[e.Name] {
				t.Errorf("%s lists %s twice", a.ID, e.Name)
			}
			listed[e.Name] = true
			if known := agent.EventNamed(e.Name); known != e {
				t.Errorf("%s has %+v, another agent has %+v", a.ID, e, known)
			}
		}
	}
	if e := agent.EventNamed("Brandnew"); e.Kind != agent.Notice || e.Name != "Brandnew" {
		t.Errorf("an unknown event is %+v, want a notice of its name", e)
	}
}

func TestEventNamesAreThoseOfAllAgents(t *testing.T) {
	got := agent.EventNames(agent.TurnEnded, agent.TurnFailed, agent.TurnInterrupted)
	slices.Sort(got)
	if want := []string{"AfterAgent", "Interrupt", "Stop", "StopFailure"}; !slices.Equal(got, want) {
		t.Errorf("names = %v, want %v", got, want)
	}
}

func TestTelemetryNamesItsAgent(t *testing.T) {
	for name, test := range map[string]struct{ event, service, scope, id, short string }{
		"by the prefix of the event":          {"claude_code.tool_result", "", "", "claude-code", "tool_result"},
		"by the service":                      {"user_prompt", "claude-code-desktop", "", "claude-code", "user_prompt"},
		"by the scope":                        {"user_prompt", "app", "com.anthropic.claude_code.events", "claude-code", "user_prompt"},
		"the prefix counts more than service": {"codex.tool_result", "claude-code", "", "codex", "tool_result"},
		"each program of Codex":               {"sse_event", "codex_cli_rs", "", "codex", "sse_event"},
		"the Gemini CLI":                      {"gemini_cli.api_response", "gemini-cli", "", "gemini-cli", "api_response"},
		"nobody":                              {"gen_ai.client.operation", "app", "", "", "gen_ai.client.operation"},
	} {
		t.Run(name, func(t *testing.T) {
			a, short, ok := agent.FromTelemetry(test.event, test.service, test.scope)
			if a.ID != test.id || short != test.short || ok != (test.id != "") {
				t.Errorf("%q, %q, %v; want %q, %q", a.ID, short, ok, test.id, test.short)
			}
		})
	}
}

func TestAPayloadIsRecognisedByItsMembers(t *testing.T) {
	for name, test := range map[string]struct {
		event   string
		members []string
		want    string
	}{
		"a turn and a model":         {"PreToolUse", []string{"turn_id", "model"}, "codex"},
		"a time":                     {"BeforeTool", []string{"timestamp"}, "gemini-cli"},
		"a time of an unknown event": {"BeforeModel", []string{"timestamp"}, "gemini-cli"},
		"a time and a permission":    {"SessionStart", []string{"timestamp", "permission_mode"}, "qwen-code"},
		"a prompt":                   {"PreToolUse", []string{"prompt_id"}, "claude-code"},
		"nothing":                    {"", nil, "claude-code"},
	} {
		t.Run(name, func(t *testing.T) {
			got := agent.FromPayload(test.event, func(member string) bool { return slices.Contains(test.members, member) })
			if got.ID != test.want {
				t.Errorf("agent = %q, want %q", got.ID, test.want)
			}
		})
	}
}

func TestWhereTranscriptsLie(t *testing.T) {
	for name, test := range map[string]struct {
		home string
		env  map[string]string
		want []string
	}{
		"in the home of the user": {"/home/dev", nil, []string{
			"/home/dev/.claude/projects", "/home/dev/.config/claude/projects", "/home/dev/.codex/sessions", "/home/dev/.codex/archived_sessions", "/home/dev/.gemini/tmp",
		}},
		"where the environment says": {"/home/dev", map[string]string{"CLAUDE_CONFIG_DIR": "/a, /b", "CODEX_HOME": "/c,d"}, []string{
			"/a/projects", "/b/projects", "/c,d/sessions", "/c,d/archived_sessions", "/home/dev/.gemini/tmp",
		}},
		"without a home": {"", map[string]string{"CODEX_HOME": "/c"}, []string{"/c/sessions", "/c/archived_sessions"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, id := range []string{agent.ClaudeCode, agent.Codex, agent.GeminiCLI} {
				for _, folder := range agent.Get(id).TranscriptFolders(test.home, func(name string) string { return test.env[name] }) {
					got = append(got, filepath.ToSlash(folder))
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("folders = %v, want %v", got, test.want)
			}
		})
	}
}

func TestTranscriptsMayLieElsewhereThanSettings(t *testing.T) {
	a := agent.Agent{
		Home:        agent.Home{Folders: []string{".x"}, Variable: "X_HOME"},
		Transcripts: agent.Transcripts{Folders: []string{"chats"}, Variable: "X_RUNTIME"},
	}
	for want, env := range map[string]map[string]string{
		"/home/dev/.x/chats": {}, "/a/chats": {"X_HOME": "/a"}, "/b/chats": {"X_HOME": "/a", "X_RUNTIME": " /b "},
	} {
		got := a.TranscriptFolders("/home/dev", func(name string) string { return env[name] })
		if len(got) != 1 || filepath.ToSlash(got[0]) != want {
			t.Errorf("with %v the folders are %v, want %s", env, got, want)
		}
	}
}

func TestNamesOfTranscripts(t *testing.T) {
	for name, want := range map[string]bool{
		"0b1c.jsonl": true, "agent-1.jsonl": true, "rollout-2026.jsonl.zst": true, "session-1.json": true,
		"journal.jsonl": false, "session_index.jsonl": false, "history.jsonl": false, "settings.json": false, "notes.txt": false,
	} {
		if got := agent.IsTranscriptName(name); got != want {
			t.Errorf("IsTranscriptName(%q) = %v, want %v", name, got, want)
		}
	}
	if !agent.IsIgnoredFolder("tool-results") || agent.IsIgnoredFolder("subagents") {
		t.Error("of these two folders only tool-results holds no transcripts")
	}
}

func TestSubagentTypesAreNoPrograms(t *testing.T) {
	for name, want := range map[string]bool{"claude-code": true, "codex": true, "gemini-cli": true, "gemini": false, "Explore": false, "": false} {
		if got := agent.IsProgram(name); got != want {
			t.Errorf("IsProgram(%q) = %v, want %v", name, got, want)
		}
	}
	if a := agent.Get("other"); a.ID != "other" || a.Title != "" {
		t.Errorf("an unknown agent has its id alone, got %+v", a)
	}
	if !agent.IsLocalModel("<synthetic>") || agent.IsLocalModel("") || agent.IsLocalModel("gpt-5") {
		t.Error("<synthetic> alone names no model")
	}
}
