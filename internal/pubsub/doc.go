// Package pubsub owns the fan-out of what happens: topics, those who subscribe to them, and the
// bounded log of each topic in which every subscriber has its place. It knows channels alone, no sockets and no database, and does not look into what it carries.
package pubsub
