// Package changefeed owns the stream of events: it follows what is stored, whoever stores it, tells each new event once
// and each change of a recent one, and lets clients join without a gap or a twin. One follower serves all of
// them; none touches the database for live data.
package changefeed
