// Package pricing says what tokens cost: by a table of the vendors' list prices with the days on which they are valid, and by a file of the
// user that overrides it. Amounts are counted exactly in millionths of a dollar, and rounded once for each request. A model that no table
// lists has no price, which differs from a price of 0. Every price is an estimate: subscriptions are not billed by tokens.
package pricing
