// Package seed makes sample databases of any size: sessions with turns, nested tool calls,
// delegations, costs, work items and handoffs, in the mix of forms that real files have. The same
// options always give the same rows. It serves benchmarks, tests and the demonstration; no
// operation of the service depends on it.
package seed
