// Package bench measures the service over HTTP on databases of several sizes. It has benchmarks alone;
// docs/testing.md says how to read them.
package bench
