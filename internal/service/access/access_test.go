package access_test

import (
	"bytes"
	"crypto/sha256"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	accessrows "github.com/htmlgraph/htmlgraph/internal/repository/access"
	"github.com/htmlgraph/htmlgraph/internal/service/access"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// office is a database with tokens, and a clock that stands at noon until it is moved.
type office struct {
	t       *testing.T
	db      *database.DB
	service *access.Service
	now     time.Time
	// random is the last source of secrets: each read returns the next byte, repeated.
	random byte
}

func newOffice(t *testing.T) *office {
	o := &office{t: t, db: testkit.OpenDatabase(t, ""), now: time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)}
	o.service = access.New(accessrows.New(o.db), o, o.clock)
	return o
}

func (o *office) clock() time.Time { return o.now }

// Read is the source of random bytes.
func (o *office) Read(b []byte) (int, error) {
	o.random++
	return copy(b, bytes.Repeat([]byte{o.random}, len(b))), nil
}

func (o *office) create(wish access.Wish) string {
	o.t.Helper()
	token, _, err := o.service.Create(o.t.Context(), wish)
	if err != nil {
		o.t.Fatal(err)
	}
	return token
}

func TestATokenIsStoredAsADigest(t *testing.T) {
	o := newOffice(t)
	token := o.create(access.Wish{Person: "ana", Device: "ana-laptop", Scopes: "read,ingest,read", Expires: "90d"})
	if !regexp.MustCompile(`^hgt_[a-z2-7]{8}_[a-z2-7]{32}_[0-9a-f]{8}$`).MatchString(token) {
		t.Errorf("the token is %s", token)
	}
	stored, err := o.service.List(t.Context())
	if err != nil || len(stored) != 1 {
		t.Fatalf("%v, %v", stored, err)
	}
	got := stored[0]
	if got.Digest != sha256.Sum256([]byte(token)) || !strings.HasPrefix(token, "hgt_"+got.Prefix+"_") {
		t.Errorf("stored is %+v of %s", got, token)
	}
	if got.Person != "ana" || got.Device != "ana-laptop" || got.Scopes.String() != "ingest read" || got.ExpiresAt != "2026-06-16T12:00:00.000000" {
		t.Errorf("stored is %+v", got)
	}
}

func TestAPersonAndADeviceAreStoredOnce(t *testing.T) {
	o := newOffice(t)
	for _, device := range []string{"laptop", "desk", "laptop"} {
		o.create(access.Wish{Person: "ana", Device: device, Scopes: "ingest"})
	}
	o.create(access.Wish{Person: "ben", Device: "laptop", Scopes: "ingest"})
	counts, err := database.Value[string](t.Context(), o.db,
		"SELECT (SELECT count(*) FROM people) || ' people, ' || (SELECT count(*) FROM devices) || ' devices, ' || (SELECT count(*) FROM access_tokens) || ' tokens'")
	if err != nil || counts != "2 people, 3 devices, 4 tokens" {
		t.Errorf("%s, %v", counts, err)
	}
}

func TestWishesThatCannotBeMetSayWhy(t *testing.T) {
	o := newOffice(t)
	for name, test := range map[string]struct {
		wish access.Wish
		says string
	}{
		"no scope":           {access.Wish{Person: "ana", Device: "a"}, `--scope "" is not one of ingest read admin`},
		"an unknown scope":   {access.Wish{Person: "ana", Device: "a", Scopes: "read,write"}, `--scope "write"`},
		"the own data alone": {access.Wish{Person: "ana", Device: "a", Scopes: "read-own"}, `--scope "read-own"`},
		"a name with spaces": {access.Wish{Person: "ana b", Device: "a", Scopes: "read"}, `--user "ana b"`},
		"a hostile device":   {access.Wish{Person: "ana", Device: "\x1b[31m", Scopes: "read"}, `--name`},
		"no time":            {access.Wish{Person: "ana", Device: "a", Scopes: "read", Expires: "0d"}, `--expires "0d"`},
		"too long a time":    {access.Wish{Person: "ana", Device: "a", Scopes: "read", Expires: "600w"}, `--expires "600w"`},
		"a day that is past": {access.Wish{Person: "ana", Device: "a", Scopes: "read", Expires: "2026-03-18"}, `--expires "2026-03-18"`},
		"no day":             {access.Wish{Person: "ana", Device: "a", Scopes: "read", Expires: "soon"}, "such as 2026-06-18"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := o.service.Create(t.Context(), test.wish)
			if failure := apperr.From(err); failure.Code != apperr.CodeInvalid || !strings.Contains(failure.Public, test.says) {
				t.Errorf("%v; want %s", err, test.says)
			}
		})
	}
}

func TestATokenIsRevokedOnce(t *testing.T) {
	o := newOffice(t)
	first := o.create(access.Wish{Person: "ana", Device: "laptop", Scopes: "read"})
	second := o.create(access.Wish{Person: "ana", Device: "desk", Scopes: "read"})
	for _, name := range []string{first[4:12], second} { // by its prefix, and as a whole
		if prefix, err := o.service.Revoke(t.Context(), name); err != nil || len(prefix) != 8 {
			t.Errorf("%s, %v", prefix, err)
		}
		if _, err := o.service.Revoke(t.Context(), name); apperr.From(err).Code != apperr.CodeNotFound {
			t.Errorf("a second time: %v", err)
		}
	}
	if _, err := o.service.Revoke(t.Context(), "unknown"); apperr.From(err).Code != apperr.CodeNotFound {
		t.Errorf("unknown: %v", err)
	}
	entries, err := accessrows.New(o.db).Audit(t.Context(), 10)
	var log []string
	for _, e := range entries {
		log = append(log, e.Actor+" "+e.Action+" "+e.Subject)
	}
	want := "command line token.revoke " + second[4:12] + "; command line token.revoke " + first[4:12] +
		"; command line token.create " + second[4:12] + "; command line token.create " + first[4:12]
	if got := strings.Join(log, "; "); err != nil || got != want {
		t.Errorf("the audit log has %s, %v; want %s", got, err, want)
	}
}

func TestATokenIsActiveUntilItExpires(t *testing.T) {
	noon := time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		token model.AccessToken
		want  string
	}{
		"without an end":      {model.AccessToken{}, "active"},
		"a second before":     {model.AccessToken{ExpiresAt: model.NewInstant(noon.Add(time.Second))}, "active"},
		"at its end":          {model.AccessToken{ExpiresAt: model.NewInstant(noon)}, "expired"},
		"with an unclear end": {model.AccessToken{ExpiresAt: "some day"}, "expired"},
		"revoked":             {model.AccessToken{RevokedAt: model.NewInstant(noon), ExpiresAt: model.NewInstant(noon)}, "revoked"},
	} {
		if got := access.State(test.token, noon); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}
