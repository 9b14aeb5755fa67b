package costs

// Micros is the cost of a row of cost_events in millionths of a dollar. These are summed as floating point numbers, which are exact for
// integers of that size and never overflow.
const Micros = "round(as_number(cost_usd) * 1000000)"

// IsRequest is true for rows of cost_events that are requests, and not only alerts.
const IsRequest = "(coalesce(alert_type, '') = '' OR coalesce(cost_events.total_tokens, 0) <> 0 OR coalesce(cost_usd, 0) <> 0)"

// Agent is the agent that made a request: the subagent, or the program where none is named.
const Agent = "coalesce(nullif(as_text(cost_events.subagent_type), ''), as_text(cost_events.agent_id), '')"

// HasRequests is true for rows of agent_events whose session has requests, stored or pruned: the tokens that its events state are then not
// counted beside those of the requests. idx_cost_events_session_ts and the primary key of rolled_up_sessions serve it.
const HasRequests = "(EXISTS (SELECT 1 FROM cost_events WHERE cost_events.session_id = agent_events.session_id AND " + IsRequest + ")" +
	" OR EXISTS (SELECT 1 FROM rolled_up_sessions WHERE rolled_up_sessions.session_id = agent_events.session_id))"

// QuarterOf returns the expression of the quarter of an hour of a timestamp, by the rule of model.Instant.Quarter.
func QuarterOf(column string) string {
	at := "as_text(" + column + ")"
	minute := "substr(" + at + ", 15, 2)"
	return "coalesce(substr(" + at + ", 1, 10) || CASE WHEN length(" + at + ") < 16 THEN '' ELSE ' ' || substr(" + at + ", 12, 3) ||" +
		" CASE WHEN " + minute + " >= '45' THEN '45' WHEN " + minute + " >= '30' THEN '30' WHEN " + minute + " >= '15' THEN '15' ELSE '00' END END, '')"
}
