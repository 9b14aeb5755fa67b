// Package model owns the plain types of the domain: events, sessions, work items, delegations, presence, statuses, times, and pages
// of lists. The types know nothing of HTTP, SQL or JSON. Every layer may use them.
package model
