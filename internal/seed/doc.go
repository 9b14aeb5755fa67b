// Package seed creates sample databases of any size: sessions with turns, nested tool calls, delegations, costs, work items and
// handoffs, in the mix of formats that real files have. The same options always give the same rows. Benchmarks, tests and
// `htmlgraph serve --demo` use it; no operation of the API depends on it.
package seed
