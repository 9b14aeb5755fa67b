// Package pubsub owns the fan-out of messages: topics, their subscribers, and a bounded log of each topic in which every subscriber
// has a position. It knows nothing of sockets, databases, or the content of messages.
package pubsub
