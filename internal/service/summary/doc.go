// Package summary owns the running summary of all events: totals over all of them and by
// type, tool, model, agent and session, that stay current without reading all events on
// each request.
//
// Events up to an anchor row are settled: read once and added up. The events after it, the tail, are read again whenever the database
// changed, so late updates of recent rows are seen at once. Changes further back (updates of old rows, deletes) are found in the
// background: a differing count within seconds, other changes at the next full rebuild. No event is read under a lock.
package summary
