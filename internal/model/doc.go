// Package model owns the plain types of the domain: events, sessions, work items,
// delegations, presence, and how a part of a list is named. The types know nothing
// of HTTP, SQL or JSON; every layer may use them.
package model
