package costs

// Micros is the cost of a row of cost_events in millionths of a dollar. These are summed as floating point numbers, which are exact for
// integers of that size and never overflow.
const Micros = "round(as_number(cost_usd) * 1000000)"

// IsRequest is true for rows of cost_events that are requests, and not only alerts.
const IsRequest = "(coalesce(alert_type, '') = '' OR coalesce(cost_events.total_tokens, 0) <> 0 OR coalesce(cost_usd, 0) <> 0)"
