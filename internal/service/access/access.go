// Package access decides who may use the server: it makes, lists and revokes the tokens of people, and recognises them in requests.
package access

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Tokens is what the service needs of stored tokens.
type Tokens interface {
	// Create stores a token with its person, its device and an entry of the audit log.
	Create(ctx context.Context, token model.AccessToken, entry model.AuditEntry) error
	List(ctx context.Context) ([]model.AccessToken, error)
	// Revoke returns false where there is no such token or it is revoked already.
	Revoke(ctx context.Context, prefix string, entry model.AuditEntry) (bool, error)
}

// Actions of the audit log.
const (
	actionCreate = "token.create"
	actionRevoke = "token.revoke"
)

// commandLine is who did it where a command did.
const commandLine = "command line"

// Service makes, lists and revokes tokens.
type Service struct {
	tokens Tokens
	random io.Reader
	now    func() time.Time
}

// New returns the service. random is the source of secrets.
func New(tokens Tokens, random io.Reader, now func() time.Time) *Service {
	return &Service{tokens, random, now}
}

// Wish describes a token that somebody asks for.
type Wish struct {
	// Person is the name of who uses the token; Device is that of the machine.
	Person, Device string
	// Scopes is a list such as "ingest,read".
	Scopes string
	// Expires is when the token ends: after a time such as 90d or 12w, or at the start of a day in UTC (2026-12-31); "" for never.
	Expires string
}

// name is what people and devices may be called. Lists and logs show these names.
var name = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,63}$`)

// Check returns the token that a wish describes, still without a secret, or an apperr.CodeInvalid error that says what is wrong.
func (s *Service) Check(w Wish) (model.AccessToken, error) {
	now := s.now()
	token := model.AccessToken{Person: w.Person, Device: w.Device, CreatedAt: model.NewInstant(now)}
	if !name.MatchString(w.Person) {
		return token, apperr.Invalid(fmt.Sprintf("--user %q is not a name: use up to 64 letters, digits and . _ @ + -", w.Person))
	}
	if !name.MatchString(w.Device) {
		return token, apperr.Invalid(fmt.Sprintf("--name %q is not a name: use up to 64 letters, digits and . _ @ + -", w.Device))
	}
	var err error
	if token.Scopes, err = parseScopes(w.Scopes); err != nil {
		return token, err
	}
	if w.Expires == "" {
		return token, nil
	}
	expires, err := parseExpiry(w.Expires, now)
	token.ExpiresAt = model.NewInstant(expires)
	return token, err
}

// Create makes a token and stores its digest. It returns the token, which is nowhere else, and what is stored of it.
func (s *Service) Create(ctx context.Context, w Wish) (string, model.AccessToken, error) {
	token, err := s.Check(w)
	if err != nil {
		return "", token, err
	}
	secret, prefix, err := newToken(s.random)
	if err != nil {
		return "", token, err
	}
	token.Prefix, token.Digest = prefix, digest(secret)
	if token.PersonID, err = s.newID(); err != nil {
		return "", token, err
	}
	if token.DeviceID, err = s.newID(); err != nil {
		return "", token, err
	}
	entry := model.AuditEntry{At: token.CreatedAt, Actor: commandLine, Action: actionCreate, Subject: prefix}
	if err := s.tokens.Create(ctx, token, entry); err != nil {
		return "", token, err
	}
	return secret, token, nil
}

// newID returns a random id of a person or a device.
func (s *Service) newID() (string, error) {
	bytes := make([]byte, 8)
	if _, err := io.ReadFull(s.random, bytes); err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	return hex.EncodeToString(bytes), nil
}

// List returns all tokens, the newest first.
func (s *Service) List(ctx context.Context) ([]model.AccessToken, error) { return s.tokens.List(ctx) }

// Revoke ends the use of a token, named by its prefix or as a whole. It returns an apperr.CodeNotFound error for a token that is unknown or
// revoked already.
func (s *Service) Revoke(ctx context.Context, token string) (prefix string, err error) {
	prefix = token
	if whole, ok := parseToken(token); ok {
		prefix = whole
	}
	prefix = strings.TrimPrefix(prefix, tokenMark)
	entry := model.AuditEntry{At: model.NewInstant(s.now()), Actor: commandLine, Action: actionRevoke, Subject: prefix}
	revoked, err := s.tokens.Revoke(ctx, prefix, entry)
	if err == nil && !revoked {
		err = apperr.NotFound("no token with this prefix can be revoked: it is unknown, or revoked already")
	}
	return prefix, err
}

// Scopes returns the names of the scopes that a token can have.
func Scopes() []model.Scope {
	return []model.Scope{model.ScopeIngest, model.ScopeRead, model.ScopeAdmin}
}

// parseScopes reads a list of scopes, in the order of Scopes and each once.
func parseScopes(text string) (model.Scopes, error) {
	wanted := map[model.Scope]bool{}
	for scope := range strings.SplitSeq(text, ",") {
		scope := model.Scope(strings.TrimSpace(scope))
		if !slices.Contains(Scopes(), scope) {
			return nil, apperr.Invalid(fmt.Sprintf("--scope %q is not one of %s", scope, model.Scopes(Scopes())))
		}
		wanted[scope] = true
	}
	var scopes model.Scopes
	for _, scope := range Scopes() {
		if wanted[scope] {
			scopes = append(scopes, scope)
		}
	}
	return scopes, nil
}

// age is a time in days or weeks.
var age = regexp.MustCompile(`^([0-9]{1,5})([dw])$`)

// maxDays is the longest life of a token that expires, in days: ten years.
const maxDays = 3660

// parseExpiry returns when a token ends.
func parseExpiry(text string, now time.Time) (time.Time, error) {
	if match := age.FindStringSubmatch(text); match != nil {
		days, err := strconv.Atoi(match[1])
		if match[2] == "w" {
			days *= 7
		}
		if err == nil && days > 0 && days <= maxDays {
			return now.AddDate(0, 0, days), nil
		}
	}
	day, err := time.ParseInLocation(time.DateOnly, text, time.UTC)
	if err != nil || !day.After(now) {
		return time.Time{}, apperr.Invalid(fmt.Sprintf("--expires %q is neither a time such as 90d or 12w, nor a day to come such as %s", text, now.AddDate(0, 3, 0).Format(time.DateOnly)))
	}
	return day, nil
}

// State says whether a token can be used at a time: "active", "expired" or "revoked".
func State(t model.AccessToken, now time.Time) string {
	if t.RevokedAt != "" {
		return "revoked"
	}
	if ends, ok := t.ExpiresAt.Time(); t.ExpiresAt != "" && (!ok || !now.Before(ends)) {
		return "expired"
	}
	return "active"
}
