// Package testkit owns what several tests share: the document as an index of operations,
// the check of an answer against it, golden fixtures, and small scenarios to ask questions of.
// Only tests import it.
package testkit
