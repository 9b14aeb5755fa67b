package activity_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/feed"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// happened is an event of the session "s": its id, when it began, how long it took, and its parent.
type happened struct{ id, at, seconds, parent string }

func newSession(t *testing.T, list ...happened) *activity.Service {
	t.Helper()
	var script strings.Builder
	for _, e := range list {
		fmt.Fprintf(&script, "INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, execution_duration_seconds, parent_event_id) VALUES ('%s', 'a', 'tool_call', 's', '%s', %s, nullif('%s', ''));\n", e.id, e.at, e.seconds, e.parent)
	}
	db := testkit.OpenDatabase(t, script.String())
	return activity.New(events.New(db), feed.New(db), noTotals{}, nil)
}

// drawn writes a waterfall: indented ids with where their bars begin and how long they are in percent, and pauses cut short.
func drawn(w activity.Waterfall) string {
	text := ""
	for _, s := range w.Spans {
		text += fmt.Sprintf("%*s%s %.0f+%.0f", 2*s.Depth, "", s.Event.EventID, 100*s.Start, 100*s.Length)
		if s.Pause > 0 {
			text += fmt.Sprintf(" after %.0f s", s.Pause)
		}
		text += "\n"
	}
	return text
}

func TestWaterfallPlacesEventsByTheirTime(t *testing.T) {
	for name, test := range map[string]struct {
		events []happened
		want   string
	}{
		"one after the other":   {[]happened{{"a", "2026-03-18 10:00:00", "5", ""}, {"b", "2026-03-18 10:00:05", "5", ""}}, "a 0+50\nb 50+50\n"},
		"at the same time":      {[]happened{{"a", "2026-03-18 10:00:00", "10", ""}, {"b", "2026-03-18T10:00:05", "2.5", ""}}, "a 0+100\nb 50+25\n"},
		"a short pause":         {[]happened{{"a", "2026-03-18 10:00:00", "4", ""}, {"b", "2026-03-18 10:00:06", "4", ""}}, "a 0+40\nb 60+40\n"},
		"a long pause":          {[]happened{{"a", "2026-03-18 10:00:00", "10", ""}, {"b", "2026-03-18 11:00:10", "5", ""}}, "a 0+33\nb 83+17 after 3600 s\n"},
		"a night":               {[]happened{{"a", "2026-03-18 22:00:00", "0", ""}, {"b", "2026-03-19T08:00:00", "0", ""}}, "a 0+0\nb 100+0 after 36000 s\n"},
		"the same instant":      {[]happened{{"a", "2026-03-18 10:00:00", "0", ""}, {"b", "2026-03-18T10:00:00", "NULL", ""}}, "a 0+0\nb 0+0\n"},
		"hostile lengths":       {[]happened{{"a", "2026-03-18 10:00:00", "-5", ""}, {"b", "2026-03-18 10:00:00", "1e999", ""}}, "a 0+0\nb 0+100\n"},
		"a time that is none":   {[]happened{{"a", "2026-03-18 10:00:00", "5", ""}, {"b", "later", "5", ""}}, "a 0+100\nb 0+100\n"},
		"nothing that has time": {[]happened{{"a", "", "NULL", ""}, {"b", "later", "NULL", ""}}, "a 0+0\nb 0+0\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := newSession(t, test.events...).Waterfall(t.Context(), "s", nil, 10)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, drawn(got)); diff != "" {
				t.Errorf("waterfall (-want +got):\n%s", diff)
			}
		})
	}
}

// row is an event at a second of one minute that takes a second.
func row(second int, id, parent string) happened {
	return happened{id, fmt.Sprintf("2026-03-18 10:00:%02d", second), "1", parent}
}

// order writes the ids of a waterfall in their order, with a dot for each level.
func order(w activity.Waterfall) string {
	var ids []string
	for _, s := range w.Spans {
		ids = append(ids, strings.Repeat(".", s.Depth)+s.Event.EventID)
	}
	return strings.Join(ids, " ")
}

func TestWaterfallNestsWhatLiesBelowAnEvent(t *testing.T) {
	for name, test := range map[string]struct {
		events []happened
		want   string
	}{
		"below the one before":   {[]happened{row(0, "a", ""), row(1, "b", "a"), row(2, "c", "b"), row(3, "d", "a")}, "a .b ..c .d"},
		"across another":         {[]happened{row(0, "a", ""), row(1, "b", ""), row(2, "c", "a")}, "a .c b"},
		"before its parent":      {[]happened{row(0, "a", "b"), row(1, "b", "")}, "b .a"},
		"a parent that is away":  {[]happened{row(0, "a", "gone"), row(1, "b", "a")}, "a .b"},
		"its own parent":         {[]happened{row(0, "a", "a"), row(1, "b", "a")}, "a .b"},
		"a cycle beside a thing": {[]happened{row(0, "a", "b"), row(1, "b", "a"), row(2, "c", "")}, "c a .b"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := newSession(t, test.events...).Waterfall(t.Context(), "s", nil, 10)
			if err != nil || order(got) != test.want {
				t.Errorf("%q (%v), want %q", order(got), err, test.want)
			}
		})
	}
}

func TestWaterfallGoesOnPartByPart(t *testing.T) {
	service := newSession(t, row(0, "a", ""), row(1, "b", "a"), row(2, "c", "b"), row(3, "d", ""))
	var parts []string
	for after := (*model.Cursor)(nil); ; {
		part, err := service.Waterfall(t.Context(), "s", after, 2)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, order(part))
		if after = part.Next; after == nil {
			break
		}
	}
	if diff := cmp.Diff([]string{"a .b", "c d"}, parts); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}
