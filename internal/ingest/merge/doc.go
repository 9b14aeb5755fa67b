// Package merge decides what is stored of what sources report. It merges observations into rows: which row is meant (match.go), which
// value wins where sources differ (rules.go and the file of each row), below which event another one belongs (prompt.go, subagent.go), what only continues a turn (continuation.go),
// which delegation started a subagent (delegation.go), when a call ended (stop.go, latestop.go, duration.go), and what tokens add up to
// (usagesum.go, total.go).
//
// The rows that result are the same in whatever order, and how often, sources report what they know. The package knows no database, no
// clock and no transport: it asks for stored rows through ingest.Rows, and returns ingest.Changes.
package merge
