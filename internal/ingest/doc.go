// Package ingest owns how what agents emit becomes rows: hooks, transcripts and telemetry are each turned, in packages of their own
// below this one, into the same observations, and one writer stores these. Whatever the number and the order of its sources, one
// logical event is one row: its id is made of what all sources know of it, later observations fill what is missing, and none erases
// what is there. This package knows no transport and no format of an agent.
package ingest
