package agent_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// TestTheTextTellsWhoWroteIt, in the forms in which Claude Code writes them.
func TestTheTextTellsWhoWroteIt(t *testing.T) {
	speech := agent.Get(agent.ClaudeCode).Speech
	for text, want := range map[string]bool{
		"Mend the lift":                               true,
		"<div>does not close":                         true,
		"<my-widget>x</my-widget> is broken":          true,
		"<html><body></body></html>":                  true,
		"<system-reminder>a</system-reminder>":        false,
		"<system-reminder>a</system-reminder>Mend it": true,
		"<system-reminder>a</system-reminder><tick>":  false,
		"<command-name>/init</command-name>\n<command-message>init</command-message>":                      true,
		"<command-message>init</command-message>\n<command-name>/init</command-name>":                      true,
		"<command-message>loading</command-message>":                                                       false,
		"<command-args>x</command-args>":                                                                   false,
		"<teammate-message teammate_id=\"a\"><command-name>/init</command-name></teammate-message>":        false,
		"<teammate-message teammate_id=\"a\">x</teammate-message>\n<teammate-message>y</teammate-message>": false,
		"  <bash-stdout></bash-stdout><bash-stderr>no</bash-stderr>":                                       false,
		"<task-notification>\n<task-id>a</task-id>\n</task-notification>\nRead the output":                 false,
		"<deploy-event>green</deploy-event>\n<deploy-event>red</deploy-event>":                             false,
		"<deploy-event> without an end":                                                                    true,
		"":                                                                                                 false,
		"Another Claude session sent a message:\n<cross-session-message from=\"b\">x</cross-session-message>\n\nThis came from another Claude session": false,
		"Another Claude session sent a message:\nThe schema is ready.":                                                                                 false,
		"Another Claude session sent a message while you were working:\n<teammate-message teammate_id=\"a\">x</teammate-message>":                      false,
		"Another Claude session sent a message: what does that mean?":                                                                                  true,
		"[Subagent hand-back] The text below is the final report of a subagent":                                                                        false,
		"[Cross-session idle notice] b waits":                                                                                                          false,
		"Your claude.ai usage limit has reset. Continue the task you were working on when the limit was reached":                                       false,
		"Base directory for this skill: /s\n\n# Lifts":                                                                                                 false,
	} {
		if got := speech.IsFromUser(text); got != want {
			t.Errorf("%q is from the user: %v, want %v", text, got, want)
		}
	}
	if !(agent.Speech{}).IsFromUser("<deploy-event>green</deploy-event>") {
		t.Error("an agent of which nothing is known wraps a text")
	}
}

func TestASourceStatesWhoWroteAText(t *testing.T) {
	speech := agent.Get(agent.ClaudeCode).Speech
	for word, want := range map[string][2]bool{"user": {true, true}, "human": {true, true}, "system": {false, true}, "peer": {false, true}, "auto-continuation": {false, true}, "voice": {false, false}, "": {false, false}} {
		if isUser, ok := speech.IsUser(word); isUser != want[0] || ok != want[1] {
			t.Errorf("%q: %v, %v", word, isUser, ok)
		}
	}
}
