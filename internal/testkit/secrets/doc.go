// Package secrets provides texts with secrets, and harmless texts that look similar, for tests of redaction and of all sources. The values are
// random, so no scanner reports these files as a leak.
package secrets
