// Package pricing owns what tokens cost: a table of the vendors' list prices with the days on which they hold, and the file with
// which somebody overrides it. Money is counted in millionths of a dollar, exactly, and rounded once for a request. A model that
// no table knows has no price, which is something else than a price of nothing. All of it is an estimate: subscriptions are not
// billed by tokens.
package pricing
