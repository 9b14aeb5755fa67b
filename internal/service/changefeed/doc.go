// Package changefeed owns the stream of events. It follows what is stored, whoever stores it, publishes each new event once and each
// change of a recent one, and lets clients join without missing an event or getting one twice. One follower serves all clients: live
// events are read from the database once.
package changefeed
