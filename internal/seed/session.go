package seed

import (
	"time"
)

// session stores a session with size events that starts at began.
func (g *generator) session(began time.Time, size int, open bool) error {
	leader := draw(g.random, leaders)
	by := worker{agent: leader.name, model: pick(g.random, leader.models), session: g.id("sess")}
	last := began
	query := ""
	mean := g.length / time.Duration(size+1)
	commit := g.id("c")[2:9]
	metadata := `{"cwd":"` + pick(g.random, g.texts.folders) + `","gitBranch":"main"}`
	row := func(completed any, status string) record {
		return record{sessionTable, []any{
			by.session, by.agent, nil, nil, stamp(g.random, began), completed, status, 0, stamp(g.random, last), null(query), commit, metadata,
		}}
	}
	if err := g.emit(row(nil, "active")); err != nil {
		return err
	}
	for left := size; left > 0; {
		n := min(left, 3+g.random.IntN(25))
		if left-n < 3 {
			n = left
		}
		query = pick(g.random, g.texts.prompts)
		var err error
		if last, err = g.turn(by, query, n, mean); err != nil {
			return err
		}
		left -= n
	}
	if open {
		return g.emit(row(nil, "active"))
	}
	status := draw(g.random, []choice[string]{{90, "completed"}, {10, "failed"}})
	return g.emit(row(stamp(g.random, last), status))
}
