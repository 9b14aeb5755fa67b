// Package ingest turns what agents report into rows. Packages below it read hooks, transcripts and telemetry, and make the same observations
// of them; package merge decides what is stored of observations; one Writer stores it. One event is one row, however many sources report it, in
// whatever order and how often: its id is made of what all sources know, later observations fill what is missing, and nothing is erased.
// This package knows no transport, no format of an agent, and no database.
package ingest
