// Package transfer converts observations into the form of POST /api/ingest/observations, and back. What is converted back is what was converted,
// so a server stores of another machine what it would store of its own.
package transfer
