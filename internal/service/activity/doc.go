// Package activity owns the views of events: the list of events, the turns of a conversation with the events below them, the traces of
// delegations, the timeline of a session, and the feed that combines events with spikes and handoffs. It decides how events are
// grouped, limited and summed. It knows neither SQL nor HTTP.
package activity
