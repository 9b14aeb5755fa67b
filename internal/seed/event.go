package seed

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// event is a row of agent_events. Empty fields are stored as NULL.
type event struct {
	id, kind, tool, input, output string
	// whole is the whole input of a call as JSON, "" where it says no more than input.
	whole string
	// meta is what the agent states beside the result, a JSON object, "" for nothing.
	meta                        string
	context                     any
	parent, parentAgent         string
	subagentType, feature, task string
	status                      string
	tokens                      int64
	seconds                     float64
	at                          time.Time
	by                          worker
}

// worker is the agent that causes an event, with its model, its session and its thread.
// thread is the id of a subagent, "" for the main thread.
type worker struct{ agent, model, session, thread string }

// store emits an event, for some events also a request with its cost, and updates the presence of the agent. Events without a request have no
// tokens.
func (g *generator) store(e event) error {
	if e.id == "" {
		e.id = g.id("evt")
	}
	var asked *request
	if g.random.IntN(10) == 0 {
		asked = g.request(e)
		e.tokens = asked.total()
	} else {
		e.tokens = 0 // it has no request
	}
	if object, ok := e.context.(map[string]any); ok && object["cost_usd"] != nil {
		object["cost_usd"] = asked.usd(e.by.model)
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
	if asked != nil {
		if err := g.cost(e, *asked, at); err != nil {
			return err
		}
	}
	if e.whole != "" {
		if err := g.trace(e, at); err != nil {
			return err
		}
	}
	g.updatePresence(e)
	return g.tell(e)
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

// request is the tokens of a request: what was new, what came from the cache, and the answer.
type request struct{ input, cached, output int64 }

func (r *request) total() int64 { return r.input + r.cached + r.output }

// usd returns the cost of a request, 0 for none.
func (r *request) usd(model string) float64 {
	if r == nil {
		return 0
	}
	price := prices[model]
	return math.Round(float64(r.input)*price.input+float64(r.cached)*price.cached+float64(r.output)*price.output) / 1e6
}

// request returns a request of an event. Its size follows from the tokens that the event is to have.
func (g *generator) request(e event) *request {
	return &request{input: 200 + e.tokens, cached: int64(20_000 + g.random.IntN(130_000)), output: 50 + e.tokens/2}
}

// cost stores a request, and what it consists of.
func (g *generator) cost(e event, r request, at string) error {
	id, usd := g.id("cost"), r.usd(e.by.model)
	err := g.emit(record{costTable, []any{
		id, e.by.session, at, null(e.tool), null(e.by.model), r.input, r.output, r.total(), usd, e.by.agent,
	}})
	if err != nil {
		return err
	}
	return g.emit(record{usageTable, []any{
		id, e.by.session, e.id, r.input, r.output, r.cached, 0, 0, 0, r.total(), 0, null(e.by.model), int64(math.Round(usd * 1e6)),
	}})
}

// trace stores the call of an event with its whole input.
func (g *generator) trace(e event, at string) error {
	status := "completed"
	if e.status == "error" {
		status = "failed"
	}
	return g.emit(record{traceTable, []any{g.id("call"), e.by.session, e.by.session, e.tool, e.whole, null(e.output), at, status}})
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
