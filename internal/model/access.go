package model

import (
	"slices"
	"strings"
)

// Scope is what a token permits.
type Scope string

// The scopes. A token with ScopeIngest alone reads nothing.
const (
	// ScopeIngest permits to report events, sessions and telemetry.
	ScopeIngest Scope = "ingest"
	// ScopeRead permits to read everything that is stored.
	ScopeRead Scope = "read"
	// ScopeAdmin permits everything.
	ScopeAdmin Scope = "admin"
)

// Scopes are the scopes of a token.
type Scopes []Scope

// Has reports whether the scopes permit what needs a scope.
func (s Scopes) Has(needed Scope) bool {
	return slices.Contains(s, needed) || slices.Contains(s, ScopeAdmin)
}

// String returns the scopes, separated by spaces.
func (s Scopes) String() string {
	texts := make([]string, len(s))
	for i, scope := range s {
		texts[i] = string(scope)
	}
	return strings.Join(texts, " ")
}

// AccessToken is what is stored of a token of a person's device. The token itself is not stored.
type AccessToken struct {
	// Prefix is the part of the token by which it is named in lists and logs.
	Prefix string
	// Digest is the SHA-256 of the whole token.
	Digest [32]byte
	// Person and Device are names, and PersonID and DeviceID the ids for them.
	Person, PersonID string
	Device, DeviceID string
	Scopes           Scopes
	CreatedAt        Instant
	// ExpiresAt and RevokedAt are "" where the token does not expire, and was not revoked.
	ExpiresAt, RevokedAt Instant
	// LastUsedDay is the last day on which the token was used, in UTC, such as 2026-03-18; "" for never.
	LastUsedDay string
}

// AuditEntry says who did what with regard to access.
type AuditEntry struct {
	At Instant
	// Actor is who did it, such as "command line".
	Actor string
	// Action is what was done, such as "token.create".
	Action string
	// Subject is to what it was done, such as the prefix of a token.
	Subject string
}
