package seed

import (
	"encoding/json"
	"fmt"
	"time"
)

// event is a row of agent_events. Empty fields are stored as NULL.
type event struct {
	id, kind, tool, input, output string
	context                       any
	parent, parentAgent           string
	subagentType, feature, task   string
	status                        string
	tokens                        int64
	seconds                       float64
	at                            time.Time
	by                            worker
}

// worker is the agent that causes an event, with its model and session.
type worker struct{ agent, model, session string }

// store emits an event, for some events also a request with its cost, and updates the presence of the agent. Events without a request have no
// tokens.
func (g *generator) store(e event) error {
	if e.id == "" {
		e.id = g.id("evt")
	}
	isAsked := g.random.IntN(10) == 0
	if !isAsked {
		e.tokens = 0 // it has no request
	}
	if object, ok := e.context.(map[string]any); ok && object["cost_usd"] != nil {
		object["cost_usd"] = float64(e.tokens) * samplePrice
	}
	context, err := contextText(e.context)
	if err != nil {
		return err
	}
	at := stamp(g.random, e.at)
	err = g.emit(record{eventTable, []any{
		e.id, e.by.agent, e.kind, at, null(e.tool), null(e.input), null(e.output), context,
		e.by.session, null(e.feature), null(e.parentAgent), null(e.parent), null(e.subagentType), 0, e.tokens,
		e.seconds, e.status, null(e.by.model), null(e.task), at, at,
	}})
	if err != nil {
		return err
	}
	g.written++
	if isAsked {
		if err := g.cost(e, at); err != nil {
			return err
		}
	}
	g.updatePresence(e)
	return nil
}

func contextText(context any) (any, error) {
	if context == nil {
		return nil, nil
	}
	text, err := json.Marshal(context)
	if err != nil {
		return nil, fmt.Errorf("encode a context: %w", err)
	}
	return string(text), nil
}

// samplePrice is the cost of a token in US dollars, close enough for a sample.
const samplePrice = 6.0 / 1e6

func (g *generator) cost(e event, at string) error {
	output := e.tokens / 5
	return g.emit(record{costTable, []any{
		g.id("cost"), e.by.session, at, null(e.tool), null(e.by.model), e.tokens - output, output, e.tokens,
		float64(e.tokens) * samplePrice, e.by.agent,
	}})
}

// presence is the last event of an agent, and its totals.
type presence struct {
	last          event
	tools, tokens int64
}

func (g *generator) updatePresence(e event) {
	p, known := g.presence[e.by.agent]
	if !known {
		p = &presence{}
		g.presence[e.by.agent] = p
		g.agents = append(g.agents, e.by.agent)
	}
	p.last = e
	p.tools++
	p.tokens += e.tokens
}

func (g *generator) storePresence(agent string) error {
	p := g.presence[agent]
	at := stamp(g.random, p.last.at)
	return g.emit(record{presenceTable, []any{
		agent, "active", null(p.last.feature), null(p.last.tool), at, p.tools, p.tokens, p.last.by.session, at,
	}})
}
