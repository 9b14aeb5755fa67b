package model_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

func TestRoundUsesTheExactBinaryValue(t *testing.T) {
	for _, test := range []struct {
		value  float64
		digits int
		want   float64
	}{
		{2.675, 2, 2.67}, {0.125, 2, 0.12}, {0.375, 2, 0.38}, {1.005, 2, 1}, {2.5, 0, 2}, {3.5, 0, 4}, {-2.675, 2, -2.67}, {0, 2, 0}, {1e21, 2, 1e21},
	} {
		if got := model.Round(test.value, test.digits); got != test.want {
			t.Errorf("%v to %d digits is %v, want %v", test.value, test.digits, got, test.want)
		}
	}
	if got := model.Percent(1, 3, 2); got != 33.33 {
		t.Errorf("a third is %v %%", got)
	}
	if got := model.Percent(1, 0, 2); got != 0 {
		t.Errorf("of nothing it is %v %%", got)
	}
}

func TestCursorsRoundTrip(t *testing.T) {
	for _, cursor := range []model.Cursor{
		{Key: "2026-03-18 10:00:1", ID: "evt-1"}, {Key: "2026-03-18 ", ID: ""}, {Key: "now ", ID: "a stored time that is none"}, {Key: "2026-03-18 10:00:1", ID: "odd/id 100%\x00列"},
	} {
		if got, err := model.ParseCursor(cursor.String()); err != nil || got != cursor {
			t.Errorf("%+v came back as %+v (%v)", cursor, got, err)
		}
	}
}

func TestAnInvalidCursorIsRejected(t *testing.T) {
	encode := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	for _, text := range []string{"nonsense", "!!!", encode("1"), encode("1\x00key"), encode("2\x002026-03-18 10\x00id"), encode("1\x00\x00id")} {
		if got, err := model.ParseCursor(text); !errors.Is(err, model.ErrCursor) {
			t.Errorf("%q is %+v (%v)", text, got, err)
		}
	}
}

func TestCutCountsCharacters(t *testing.T) {
	for _, test := range []struct {
		text, want string
		more       bool
	}{{"", "", false}, {"abc", "abc", false}, {"abcd", "abc", true}, {"列表🚀", "列表🚀", false}, {"列表🚀!", "列表🚀", true}} {
		if got, more := model.Cut(test.text, 3); got != test.want || more != test.more {
			t.Errorf("%q: %q (%v), want %q (%v)", test.text, got, more, test.want, test.more)
		}
	}
}

func TestBrokenJSONIsTreatedAsMissing(t *testing.T) {
	for text, want := range map[string]string{
		`{"name": "x"}`: "x", `{"name": ""}`: "", `{"name": 7}`: "", `{"name": null}`: "", `{}`: "", `["name"]`: "", `"name"`: "", `null`: "", `{"name": "x"`: "", ``: "",
	} {
		if got := model.Member(&text, "name"); got != want {
			t.Errorf("%s has the name %q, want %q", text, got, want)
		}
	}
	if got := model.Member(nil, "name"); got != "" {
		t.Errorf("nothing has the name %q", got)
	}
}

func TestListsOfTexts(t *testing.T) {
	for text, want := range map[string]string{
		`["a", "b"]`: "[a b]", `["a", 1, null, "b"]`: "[a b]", `[]`: "[]", `{"a": 1}`: "[]", `[broken`: "[]", `null`: "[]",
	} {
		if got := model.Texts(&text); got == nil || fmt.Sprint(got) != want {
			t.Errorf("%s is %v, want %s", text, got, want)
		}
	}
}

func TestSpawnersAndTargets(t *testing.T) {
	text := func(s string) *string { return &s }
	for name, test := range map[string]struct {
		event  model.Event
		want   model.Spawner
		target string
	}{
		"nothing known":   {model.Event{AgentID: "a"}, model.Spawner{}, "unknown"},
		"by context":      {model.Event{Context: text(`{"spawner_type": "codex", "spawned_agent": "gpt-5"}`)}, model.Spawner{Type: "codex", Agent: "gpt-5"}, "unknown"},
		"by subagent":     {model.Event{AgentID: "a", SubagentType: text(".claude-plugin:gemini")}, model.Spawner{Type: "gemini", Agent: "a"}, ".claude-plugin:gemini"},
		"nobody's":        {model.Event{SubagentType: text("Explore")}, model.Spawner{Type: "Explore", Agent: "unknown"}, "Explore"},
		"context wins":    {model.Event{SubagentType: text("Explore"), Context: text(`{"spawner_type": "codex"}`)}, model.Spawner{Type: "codex"}, "Explore"},
		"by stored input": {model.Event{InputSummary: text(`{"subagent_type": "planner"}`)}, model.Spawner{}, "planner"},
		"broken context":  {model.Event{Context: text(`{"spawner_type": "codex"`)}, model.Spawner{}, "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := model.SpawnerFromEvent(test.event); got != test.want {
				t.Errorf("spawner %+v, want %+v", got, test.want)
			}
			if got := model.DelegationTarget(test.event); got != test.target {
				t.Errorf("target %q, want %q", got, test.target)
			}
		})
	}
}
