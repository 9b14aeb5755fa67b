// Package changefeed owns the stream of events. It follows the stored events of all processes, publishes each new event once and each
// change of a recent one, and lets clients join without missing an event or getting one twice. One follower serves all clients: live
// events are read from the database once.
package changefeed
