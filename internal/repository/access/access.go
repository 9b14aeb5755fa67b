// Package access stores people, their devices and tokens, and the audit log.
package access

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Repository stores who may do what.
type Repository struct{ db *database.DB }

// New returns the repository in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// Create stores a token with its person and device, and an entry of the audit log, all or none. A person and a device with these names that
// are stored already are taken; otherwise they get the ids of the token.
func (r *Repository) Create(ctx context.Context, token model.AccessToken, entry model.AuditEntry) error {
	err := r.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		args := database.Args{
			"person": token.PersonID, "person_name": token.Person, "device": token.DeviceID, "device_name": token.Device, "prefix": token.Prefix,
			"digest": token.Digest[:], "scopes": token.Scopes.String(), "created": string(token.CreatedAt), "expires": optional(token.ExpiresAt),
		}
		for _, statement := range []string{
			"INSERT INTO people (person_id, name, created_at) VALUES (:person, :person_name, :created) ON CONFLICT (name) DO NOTHING",
			`INSERT INTO devices (device_id, person_id, name, created_at) SELECT :device, person_id, :device_name, :created FROM people WHERE name = :person_name
				ON CONFLICT (person_id, name) DO NOTHING`,
			`INSERT INTO access_tokens (prefix, digest, person_id, device_id, scopes, created_at, expires_at)
				SELECT :prefix, :digest, p.person_id, d.device_id, :scopes, :created, :expires
				FROM people AS p JOIN devices AS d ON d.person_id = p.person_id WHERE p.name = :person_name AND d.name = :device_name`,
		} {
			if _, err := database.Exec(ctx, tx, statement, args); err != nil {
				return err
			}
		}
		return record(ctx, tx, entry)
	})
	if err != nil {
		return fmt.Errorf("store a token: %w", err)
	}
	return nil
}

// selectTokens reads tokens. The primary keys of all three tables serve it.
const selectTokens = `SELECT t.prefix, t.digest, p.name, t.person_id, d.name, t.device_id, t.scopes, t.created_at,
		coalesce(t.expires_at, ''), coalesce(t.revoked_at, ''), coalesce(t.last_used_day, '')
	FROM access_tokens AS t JOIN people AS p ON p.person_id = t.person_id JOIN devices AS d ON d.device_id = t.device_id`

// List returns all tokens, the newest first.
func (r *Repository) List(ctx context.Context) ([]model.AccessToken, error) {
	tokens, err := database.SelectFunc(ctx, r.db, scan, selectTokens+" ORDER BY t.created_at DESC, t.prefix")
	if err != nil {
		return nil, fmt.Errorf("list the tokens: %w", err)
	}
	return tokens, nil
}

// Token returns the token with a prefix, or false where there is none.
func (r *Repository) Token(ctx context.Context, prefix string) (model.AccessToken, bool, error) {
	tokens, err := database.SelectFunc(ctx, r.db, scan, selectTokens+" WHERE t.prefix = ?", prefix)
	if err != nil {
		return model.AccessToken{}, false, fmt.Errorf("read a token: %w", err)
	}
	if len(tokens) == 0 {
		return model.AccessToken{}, false, nil
	}
	return tokens[0], true, nil
}

// Revoke stores that a token is revoked since the time of an entry of the audit log, which is stored with it. It returns false, and stores
// nothing, where there is no such token or it is revoked already.
func (r *Repository) Revoke(ctx context.Context, prefix string, entry model.AuditEntry) (bool, error) {
	revoked := false
	err := r.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		changed, err := database.Exec(ctx, tx, "UPDATE access_tokens SET revoked_at = ? WHERE prefix = ? AND revoked_at IS NULL", string(entry.At), prefix)
		if revoked = changed > 0; err != nil || !revoked {
			return err
		}
		return record(ctx, tx, entry)
	})
	if err != nil {
		return false, fmt.Errorf("revoke a token: %w", err)
	}
	return revoked, nil
}

// MarkUsed stores the last day on which a token was used.
func (r *Repository) MarkUsed(ctx context.Context, prefix, day string) error {
	if _, err := database.Exec(ctx, r.db, "UPDATE access_tokens SET last_used_day = ? WHERE prefix = ?", day, prefix); err != nil {
		return fmt.Errorf("store the use of a token: %w", err)
	}
	return nil
}

// Audit returns the entries of the audit log, the newest first.
func (r *Repository) Audit(ctx context.Context, limit int) ([]model.AuditEntry, error) {
	read := func(rows *sql.Rows, e *model.AuditEntry) error {
		return rows.Scan(&e.At, &e.Actor, &e.Action, &e.Subject)
	}
	entries, err := database.SelectFunc(ctx, r.db, read, "SELECT recorded_at, actor, action, subject FROM audit_log ORDER BY entry_id DESC LIMIT ?", limit)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return entries, nil
}

// record adds an entry to the audit log.
func record(ctx context.Context, tx *database.Tx, e model.AuditEntry) error {
	_, err := database.Exec(ctx, tx, "INSERT INTO audit_log (recorded_at, actor, action, subject) VALUES (?, ?, ?, ?)", string(e.At), e.Actor, e.Action, e.Subject)
	return err
}

// scan reads a row of selectTokens.
func scan(rows *sql.Rows, t *model.AccessToken) error {
	var digest []byte
	var scopes string
	err := rows.Scan(&t.Prefix, &digest, &t.Person, &t.PersonID, &t.Device, &t.DeviceID, &scopes, &t.CreatedAt, &t.ExpiresAt, &t.RevokedAt, &t.LastUsedDay)
	copy(t.Digest[:], digest)
	for scope := range strings.FieldsSeq(scopes) {
		t.Scopes = append(t.Scopes, model.Scope(scope))
	}
	return err
}

// optional returns NULL for a time that is not known.
func optional(at model.Instant) any {
	if at == "" {
		return nil
	}
	return string(at)
}
