package seed

import (
	"encoding/json"
	"fmt"
	"time"
)

// eventsPerItem is the number of events for each work item.
const eventsPerItem = 400

var itemKinds = []choice[string]{{45, "feature"}, {20, "bug"}, {15, "spike"}, {10, "chore"}, {7, "task"}, {3, "epic"}}

var itemPrefixes = map[string]string{"feature": "feat", "bug": "bug", "spike": "spk", "chore": "chr", "task": "tsk", "epic": "epc"}

var itemStatuses = []choice[string]{{30, "todo"}, {25, "in-progress"}, {8, "blocked"}, {37, "done"}}

var itemPriorities = []choice[string]{{20, "low"}, {50, "medium"}, {25, "high"}, {5, "critical"}}

// workItems stores the work items of a history of total events that starts at began.
func (g *generator) workItems(total int, began time.Time, length time.Duration) error {
	const track = "trk-1"
	at := stamp(g.random, began)
	if err := g.emit(record{trackTable, []any{track, "The next release", "in-progress", at, at}}); err != nil {
		return err
	}
	count := max(len(g.texts.items), total/eventsPerItem)
	for i := range count {
		if err := g.workItem(i, track, began.Add(length*time.Duration(i)/time.Duration(count))); err != nil {
			return err
		}
	}
	return nil
}

func (g *generator) workItem(number int, track string, created time.Time) error {
	kind := draw(g.random, itemKinds)
	status := draw(g.random, itemStatuses)
	title := g.texts.items[number%len(g.texts.items)]
	if number >= len(g.texts.items) {
		title = fmt.Sprintf("%s (%d)", title, number/len(g.texts.items)+1)
	}
	id := g.id(itemPrefixes[kind])
	steps := g.random.IntN(8)
	done := g.random.IntN(steps + 1)
	var completed, metadata any
	if status == "done" {
		done, completed = steps, stamp(g.random, created.Add(time.Hour))
	}
	if kind == "spike" {
		text, err := json.Marshal(map[string]string{"hypothesis": pick(g.random, g.texts.prompts), "findings": pick(g.random, g.texts.findings)})
		if err != nil {
			return err
		}
		metadata = string(text)
	}
	g.items = append(g.items, id)
	at := stamp(g.random, created)
	return g.emit(record{itemTable, []any{
		id, kind, title, status, draw(g.random, itemPriorities), draw(g.random, leaders).name, track, at, at, completed,
		steps, done, `["` + kind + `"]`, metadata,
	}})
}
