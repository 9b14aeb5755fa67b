package events_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
)

// mixed makes events of two tools, of which one never fails but as often as rare says, some of them without a model.
func mixed(count, rare int) []stored {
	bash, read, done, failed := "Bash", "Read", "recorded", "failed"
	rows := assorted(rand.New(rand.NewPCG(1, 2)), count)
	for i := range rows {
		rows[i].agent, rows[i].eventType, rows[i].session = "agent", "tool_call", fmt.Sprint("session", i)
		switch i % 3 {
		case 0:
			rows[i].tool, rows[i].status = &bash, &done
		case 1:
			rows[i].tool, rows[i].status = &read, &failed
		default:
			rows[i].tool, rows[i].status = &read, &done
		}
	}
	for i := range rare {
		rows[1+3*i].tool = &bash
	}
	return rows
}

// leads reports whether a page is read by the index of kinds.
func leads(steps []string) bool {
	head := slices.Index(steps, "MATERIALIZE head")
	return head >= 0 && strings.Contains(steps[head+1], "idx_agent_events_kind (<expr>=?)")
}

// TestCommonValuesThatFewEventsHaveTogetherLeadToThem: with each value alone there are more events than should be read.
func TestCommonValuesThatFewEventsHaveTogetherLeadToThem(t *testing.T) {
	for name, test := range map[string]struct {
		rare   int
		filter model.EventFilter
		// leads says that the index of kinds finds the events. Where it finds none, no event is read.
		leads bool
	}{
		"none":                     {0, model.EventFilter{ToolName: "Bash", Status: "failed"}, false},
		"none, with a third value": {0, model.EventFilter{ToolName: "Bash", Status: "failed", AgentID: "agent"}, false},
		"none in a time":           {0, model.EventFilter{ToolName: "Bash", Status: "failed", Since: "2026-01-11 07:00:02"}, false},
		"a few":                    {7, model.EventFilter{ToolName: "Bash", Status: "failed"}, true},
		"a few, of a type":         {7, model.EventFilter{ToolName: "Bash", Status: "failed", EventType: "tool_call"}, true},
		"many":                     {0, model.EventFilter{ToolName: "Read", Status: "failed"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			rows, record := mixed(3600, test.rare), &explained{}
			db, path := newAssorted(t, rows, false, record)
			var matching []stamped
			for _, row := range rows {
				if row.matches(test.filter) {
					matching = append(matching, stamped{row.id, row.timestamp})
				}
			}
			record.statements = nil
			list, err := events.New(db).List(t.Context(), test.filter, model.Page{Limit: 50})
			if err != nil {
				t.Fatal(err)
			}
			want := newestFirst(matching)
			if diff := cmp.Diff(want[:min(50, len(want))], ids(list)); diff != "" {
				t.Error(diff)
			}
			steps := record.plans(t, path)
			if used := leads(steps); used != test.leads {
				t.Errorf("the index leads to the events %v, want %v:\n%s", used, test.leads, strings.Join(steps, "\n"))
			}
			if read := slices.Contains(steps, "MATERIALIZE head"); read != (len(want) > 0) {
				t.Errorf("events are read: %v, although %d match:\n%s", read, len(want), strings.Join(steps, "\n"))
			}
			if count, err := events.New(db).Count(t.Context(), test.filter); err != nil || count != int64(len(want)) {
				t.Errorf("counted %d, %v; want %d", count, err, len(want))
			}
		})
	}
}

// TestAValueMayContainWhatSeparatesTheValuesOfAKind stores an event whose agent looks like two values.
func TestAValueMayContainWhatSeparatesTheValuesOfAKind(t *testing.T) {
	rows := mixed(3600, 0)
	rows[0].agent = "a\x1ftool_call"
	db, _ := newAssorted(t, rows, false, nil)
	bash := model.EventFilter{ToolName: "Bash", Status: "recorded"}
	list, err := events.New(db).List(t.Context(), bash, model.Page{Limit: 5})
	if err != nil || len(list) != 5 {
		t.Errorf("%d events, %v", len(list), err)
	}
	if none, err := events.New(db).List(t.Context(), model.EventFilter{ToolName: "Bash", Status: "failed"}, model.Page{Limit: 5}); err != nil || len(none) != 0 {
		t.Errorf("%d events, %v", len(none), err)
	}
}

// TestEventsOfSeveralCommonValuesAreCountedInTheIndex: no row is read, also where many match, and rows without an id do not count.
func TestEventsOfSeveralCommonValuesAreCountedInTheIndex(t *testing.T) {
	rows, record := mixed(3600, 0), &explained{}
	db, path := newAssorted(t, rows, false, record)
	filter, want := model.EventFilter{ToolName: "Read", Status: "failed"}, int64(0)
	for _, row := range rows {
		if row.matches(filter) {
			want++
		}
	}
	record.statements = nil
	if count, err := events.New(db).Count(t.Context(), filter); err != nil || count != want {
		t.Errorf("counted %d, %v; want %d", count, err, want)
	}
	plan := strings.Join(record.plans(t, path), "\n")
	if !strings.Contains(plan, "COVERING INDEX idx_agent_events_kind (<expr>=?)") || strings.Contains(plan, "idx_agent_events_tool") {
		t.Errorf("the events are counted by\n%s", plan)
	}
}
