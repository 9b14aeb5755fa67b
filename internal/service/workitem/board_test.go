package workitem_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/workitems"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
	"github.com/htmlgraph/htmlgraph/internal/service/workitem"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func newService(t *testing.T, script string) *workitem.Service {
	t.Helper()
	db := testkit.OpenDatabase(t, script)
	running := summary.New(events.NewSummary(db), db.Generation, db.Touch, time.Now, slog.New(slog.DiscardHandler))
	testkit.Background(t).Go("summary", running.Run)
	return workitem.New(workitems.New(db), running)
}

// item returns a statement that stores a work item created at a minute.
func item(id, status, kind string, minute int) string {
	return fmt.Sprintf("INSERT INTO features (id, type, title, status, created_at) VALUES ('%s', '%s', 'About %s', '%s', '2026-03-18 %02d:%02d:00');",
		id, kind, id, status, minute/60, minute%60)
}

// items returns statements that store a number of items, the newest with the highest number.
func items(count int, status string) string {
	var script strings.Builder
	for i := range count {
		script.WriteString(item(fmt.Sprintf("%s-%03d", status, i), status, "feature", i))
	}
	return script.String()
}

// outline writes a board as its columns with their counts and ids.
func outline(board workitem.Board) []string {
	var columns []string
	for _, column := range board.Columns {
		columns = append(columns, strings.TrimSpace(fmt.Sprintf("%s %d: %s", column.Status, column.Count, strings.Join(ids(column), " "))))
	}
	return columns
}

func ids(column workitem.Column) []string {
	var list []string
	for _, item := range column.Items {
		list = append(list, item.ID)
	}
	return list
}

func TestTheBoardHasStandardColumnsAndThoseOfOtherStatuses(t *testing.T) {
	service := newService(t, item("a", "stale", "bug", 1)+item("b", "in-progress", "bug", 2)+item("c", "active", "task", 3)+item("d", "done", "bug", 4)+
		item("e", "in-progress", "task", 5))
	for name, test := range map[string]struct {
		filter model.WorkItemFilter
		want   []string
	}{
		"all":                 {model.WorkItemFilter{}, []string{"todo 0:", "in_progress 2: e b", "blocked 0:", "done 1: d", "active 1: c", "stale 1: a"}},
		"of one type":         {model.WorkItemFilter{Type: "task"}, []string{"todo 0:", "in_progress 1: e", "blocked 0:", "done 0:", "active 1: c"}},
		"with a word":         {model.WorkItemFilter{Query: "ABOUT d"}, []string{"todo 0:", "in_progress 0:", "blocked 0:", "done 1: d"}},
		"one column":          {model.WorkItemFilter{Status: "in_progress"}, []string{"in_progress 2: e b"}},
		"in another spelling": {model.WorkItemFilter{Status: "in-progress"}, []string{"in_progress 2: e b"}},
		"an unknown column":   {model.WorkItemFilter{Status: "lost"}, []string{"lost 0:"}},
	} {
		t.Run(name, func(t *testing.T) {
			board, err := service.Board(t.Context(), test.filter, nil)
			if err != nil {
				t.Fatal(err)
			}
			if difference := cmp.Diff(test.want, outline(board)); difference != "" {
				t.Error(difference)
			}
		})
	}
}

func TestBothSpellingsOfAStatusAreOneColumn(t *testing.T) {
	service := newService(t, item("old", "in-progress", "bug", 1)+`PRAGMA ignore_check_constraints = 1;`+item("new", "in_progress", "bug", 2))
	board, err := service.Board(t.Context(), model.WorkItemFilter{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if difference := cmp.Diff([]string{"todo 0:", "in_progress 2: new old", "blocked 0:", "done 0:"}, outline(board)); difference != "" {
		t.Error(difference)
	}
}

// TestAColumnIsReadToItsEndPageByPage starts with the board and continues by cursor.
func TestAColumnIsReadToItsEndPageByPage(t *testing.T) {
	service := newService(t, items(60, "todo")+items(3, "done"))
	board, err := service.Board(t.Context(), model.WorkItemFilter{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	column := board.Columns[0]
	if column.Count != 60 || board.Columns[3].Next != nil {
		t.Errorf("%d in the long column, %v after the short one", column.Count, board.Columns[3].Next)
	}
	seen := ids(column)
	var lengths []int
	for next := column.Next; next != nil; next = column.Next {
		if column, err = service.Cards(t.Context(), model.WorkItemFilter{Status: "todo"}, next); err != nil {
			t.Fatal(err)
		}
		seen = append(seen, ids(column)...)
		lengths = append(lengths, len(column.Items))
	}
	var want []string
	for i := range 60 {
		want = append(want, fmt.Sprintf("todo-%03d", 59-i))
	}
	if difference := cmp.Diff(want, seen) + cmp.Diff([]int{25, 10}, lengths); difference != "" {
		t.Error(difference)
	}
}

func TestAColumnShowsAsManyCardsAsRequested(t *testing.T) {
	service := newService(t, items(60, "todo")+items(60, "done")+items(300, "blocked"))
	board, err := service.Board(t.Context(), model.WorkItemFilter{}, map[string]int{"todo": 50, "done": 3, "blocked": 999})
	if err != nil {
		t.Fatal(err)
	}
	var lengths []int
	for _, column := range board.Columns {
		lengths = append(lengths, len(column.Items))
	}
	if difference := cmp.Diff([]int{50, 0, 250, 25}, lengths); difference != "" {
		t.Error(difference)
	}
}

func TestOnlyTheMostFrequentOfManyStatusesHaveColumns(t *testing.T) {
	script := `PRAGMA ignore_check_constraints = 1;`
	for i := range 15 {
		script += item(fmt.Sprintf("x%d", i), fmt.Sprintf("odd%02d", i), "bug", 1)
	}
	board, err := newService(t, script+item("y", "odd14", "bug", 2)).Board(t.Context(), model.WorkItemFilter{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(board.Columns) != 12 || board.Left != 7 || board.Columns[11].Status != "odd14" {
		t.Errorf("%d columns and %d statuses left: %v", len(board.Columns), board.Left, outline(board))
	}
}

func TestCardsHaveContributors(t *testing.T) {
	service := newService(t, item("a", "todo", "bug", 1)+`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, feature_id, timestamp)
		VALUES ('e1', 'codex', 'tool_call', 's', 'a', '2026-03-18 10:00:00'), ('e2', 'codex', 'tool_call', 's', 'a', '2026-03-18 10:00:01');`)
	board, err := service.Board(t.Context(), model.WorkItemFilter{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if difference := cmp.Diff([]model.Contributor{{AgentID: "codex", Events: 2}}, board.Columns[0].Items[0].Contributors); difference != "" {
		t.Error(difference)
	}
}

func TestChoicesAreTheValuesOfItems(t *testing.T) {
	service := newService(t, `INSERT INTO features (id, type, title, priority, assigned_to) VALUES
		('a', 'task', 'x', 'low', 'zoe'), ('b', 'bug', 'x', 'critical', ''), ('c', 'bug', 'x', NULL, NULL), ('d', 'bug', 'x', 'high', 'adam');`)
	got, err := service.Choices(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := model.WorkItemChoices{Types: []string{"bug", "task"}, Priorities: []string{"critical", "high", "low"}, Assignees: []string{"adam", "zoe"}}
	if difference := cmp.Diff(want, got); difference != "" {
		t.Error(difference)
	}
}
