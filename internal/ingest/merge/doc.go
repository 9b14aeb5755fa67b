// Package merge decides what is stored of what sources report. Apply merges observations into rows, in steps:
//
//   - match.go, alias.go, request.go: which row is meant, where sources share no id, or an id is that of several things
//   - continuation.go, stand_in.go: which prompt only continues a turn
//   - keep.go, event.go, session.go, session_end.go, trace.go, usage.go: which value of a row wins
//   - model/status.go, of another package: which status wins
//   - end.go, stop.go, late_call.go: when a call ended
//   - prompt.go, subagent.go, delegation.go: which prompt or delegation an event belongs to
//   - usage_sum.go, total.go: what tokens and events add up to
//
// The rows are the same in whatever order sources report what they know, and however often. The package knows no database, no clock and no
// transport: it reads stored rows through ingest.Rows, and returns ingest.Changes.
package merge
