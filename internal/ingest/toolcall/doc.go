// Package toolcall decides what is shown of a call of a tool, of its input and of its result, and whether a call gives work to a subagent. Hooks,
// transcripts and telemetry all ask it, so that a call has the same row whichever source reports it first.
package toolcall
