// Package transcripts writes folders of generated Claude Code transcripts for benchmarks: mixes whose lines have a stated length, and a
// corpus with the shape of published sessions. The same arguments always give the same files.
package transcripts
