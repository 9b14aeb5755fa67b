package access_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	accessrows "github.com/htmlgraph/htmlgraph/internal/repository/access"
	"github.com/htmlgraph/htmlgraph/internal/service/access"
)

// watched counts how often tokens are read, and fails to store their use where unwritable is set.
type watched struct {
	*accessrows.Repository
	reads, marks int
	unwritable   bool
}

func (w *watched) Token(ctx context.Context, prefix string) (model.AccessToken, bool, error) {
	w.reads++
	return w.Repository.Token(ctx, prefix)
}

func (w *watched) MarkUsed(ctx context.Context, prefix, day string) error {
	w.marks++
	if w.unwritable {
		return errors.New("the database is locked")
	}
	return w.Repository.MarkUsed(ctx, prefix, day)
}

// gate returns a gate to the tokens of an office, with what it reads.
func (o *office) gate() (*access.Gate, *watched) {
	tokens := &watched{Repository: accessrows.New(o.db)}
	return access.NewGate(tokens, o.db.Generation, o.clock, slog.New(slog.DiscardHandler)), tokens
}

// admits reports whether a gate admits a token.
func (o *office) admits(gate *access.Gate, token string) bool {
	o.t.Helper()
	_, caller, err := gate.Admit(o.t.Context(), token)
	if err != nil {
		o.t.Fatal(err)
	}
	return caller != nil
}

func TestOnlyTheWholeTokenIsAdmitted(t *testing.T) {
	o := newOffice(t)
	token := o.create(access.Wish{Person: "ana", Device: "laptop", Scopes: "read"})
	other := o.create(access.Wish{Person: "ana", Device: "laptop", Scopes: "read"})
	stranger := newOffice(t)
	foreign := stranger.create(access.Wish{Person: "eve", Device: "laptop", Scopes: "admin"}) // the same prefix as the first, and the same secret
	gate, tokens := o.gate()
	for name, test := range map[string]struct {
		text string
		want bool
	}{
		"the token":              {token, true},
		"another":                {other, true},
		"without its end":        {token[:len(token)-1], false},
		"with a wrong checksum":  {token[:len(token)-8] + "00000000", false},
		"in capitals":            {strings.ToUpper(token), false},
		"nothing":                {"", false},
		"the mark alone":         {"hgt_", false},
		"the same of a stranger": {foreign, foreign == token},
	} {
		if got := o.admits(gate, test.text); got != test.want {
			t.Errorf("%s: admitted is %t", name, got)
		}
	}
	if tokens.reads > 6 { // texts without a checksum never reach the database
		t.Errorf("the database was read %d times", tokens.reads)
	}
}

func TestATokenOfAnotherDatabaseIsRefused(t *testing.T) {
	o := newOffice(t)
	token := o.create(access.Wish{Person: "ana", Device: "laptop", Scopes: "read"})
	if _, err := database.Exec(t.Context(), o.db, "UPDATE access_tokens SET digest = ?", make([]byte, 32)); err != nil {
		t.Fatal(err)
	}
	gate, _ := o.gate()
	if o.admits(gate, token) {
		t.Error("a token with the prefix of another is admitted")
	}
}

func TestARevokedOrExpiredTokenIsRefusedAtOnce(t *testing.T) {
	o := newOffice(t)
	revoked := o.create(access.Wish{Person: "ana", Device: "laptop", Scopes: "read"})
	expiring := o.create(access.Wish{Person: "ana", Device: "desk", Scopes: "read", Expires: "1d"})
	gate, _ := o.gate()
	if !o.admits(gate, revoked) || !o.admits(gate, expiring) {
		t.Fatal("a new token is not admitted")
	}
	if _, err := o.service.Revoke(t.Context(), revoked); err != nil {
		t.Fatal(err)
	}
	if o.admits(gate, revoked) || !o.admits(gate, expiring) {
		t.Error("the wrong token is revoked")
	}
	o.now = o.now.Add(24*time.Hour - time.Second)
	if !o.admits(gate, expiring) {
		t.Error("a token ends too early")
	}
	o.now = o.now.Add(time.Second)
	if o.admits(gate, expiring) {
		t.Error("a token does not end")
	}
}

func TestATokenIsReadOnceWhileNothingChanges(t *testing.T) {
	o := newOffice(t)
	token := o.create(access.Wish{Person: "ana", Device: "laptop", Scopes: "read"})
	gate, tokens := o.gate()
	for range 3 { // the first stores its use, which is a change
		o.admits(gate, token)
	}
	if tokens.reads != 2 || tokens.marks != 1 {
		t.Errorf("%d reads, %d marks", tokens.reads, tokens.marks)
	}
	o.now = o.now.Add(30 * time.Second)
	o.admits(gate, token)
	if tokens.reads != 3 {
		t.Errorf("after 30 s: %d reads", tokens.reads)
	}
}

func TestTheDayOfTheLastUseIsStoredOnceADay(t *testing.T) {
	o := newOffice(t)
	token := o.create(access.Wish{Person: "ana", Device: "laptop", Scopes: "read"})
	gate, tokens := o.gate()
	tokens.unwritable = true
	for range 3 {
		if !o.admits(gate, token) {
			t.Error("a token is refused because its use cannot be stored")
		}
	}
	if tokens.marks != 1 {
		t.Errorf("%d tries within a minute", tokens.marks)
	}
	tokens.unwritable = false
	for _, want := range []string{"2026-03-18", "2026-03-19"} {
		o.now = o.now.Add(time.Minute)
		o.admits(gate, token)
		o.admits(gate, token)
		stored, err := o.service.List(t.Context())
		if err != nil || stored[0].LastUsedDay != want {
			t.Errorf("%+v, %v; want %s", stored, err, want)
		}
		o.now = o.now.Add(24*time.Hour - time.Minute)
	}
}

func TestATokenThatSentTooMuchWaits(t *testing.T) {
	o := newOffice(t)
	gate, _ := o.gate()
	for name, test := range map[string]struct {
		send func(ctx context.Context, caller *access.Caller)
		wait time.Duration
	}{
		"events as many as at once":  {func(ctx context.Context, _ *access.Caller) { access.Report(ctx, 5000) }, 0},
		"400 events more":            {func(ctx context.Context, _ *access.Caller) { access.Report(ctx, 5400) }, 2 * time.Second},
		"events of three requests":   {func(ctx context.Context, _ *access.Caller) { access.Report(ctx, 15_000) }, 50 * time.Second},
		"bytes as many as at once":   {func(_ context.Context, caller *access.Caller) { caller.Read(64 << 20) }, 0},
		"bytes for three more":       {func(_ context.Context, caller *access.Caller) { caller.Read(70 << 20) }, 3 * time.Second},
		"nothing":                    {func(context.Context, *access.Caller) {}, 0},
		"events without any caller":  {func(context.Context, *access.Caller) { access.Report(context.Background(), 50_000) }, 0},
		"fewer events than at once ": {func(ctx context.Context, _ *access.Caller) { access.Report(ctx, 10) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			token := o.create(access.Wish{Person: "ana", Device: "laptop", Scopes: "ingest"})
			ctx, caller, err := gate.Admit(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			test.send(ctx, caller)
			_, again, err := gate.Admit(t.Context(), token) // the database has changed meanwhile; the debt stays
			if err != nil || again.Wait().Round(time.Millisecond) != test.wait {
				t.Errorf("waits %s, %v; want %s", again.Wait(), err, test.wait)
			}
		})
	}
}
