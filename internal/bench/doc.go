// Package bench measures the server over HTTP with databases of several sizes. It contains only benchmarks; docs/testing.md explains
// their output.
package bench
