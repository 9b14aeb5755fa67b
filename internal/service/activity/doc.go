// Package activity owns the views of what happened: the list of events, the turns of a
// conversation with everything below them, the traces of delegations, and the feed that
// merges events with spikes and handoffs. It decides how rows are grouped, cut and summed;
// it knows neither SQL nor HTTP.
package activity
