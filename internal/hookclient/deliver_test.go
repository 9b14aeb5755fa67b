package hookclient_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

const payload = `{"session_id":"s1","hook_event_name":"Stop"}`

var noon = time.Date(2026, 3, 18, 12, 0, 0, 123456789, time.UTC)

// server answers with a status and keeps what it was asked. It proves that it serves a database.
type server struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	asked  []string
	db     string
	secret hookclient.Secret
}

// stateOf returns the state folder of the user of a database.
func stateOf(db string) string { return filepath.Join(filepath.Dir(db), "state") }

func start(t *testing.T, db string, status int) *server {
	t.Helper()
	secret, err := hookclient.CreateSecret(stateOf(db))
	if err != nil {
		t.Fatal(err)
	}
	s := &server{status: status, db: db, secret: secret}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" {
			w.Header().Set(hookclient.Proof, s.secret.Proof(r.Header.Get(hookclient.Challenge), s.URL, s.db))
			return
		}
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked = append(s.asked, strings.Join([]string{r.Method, r.URL.Path, r.Header.Get("Authorization"), r.Header.Get("X-Observed-At"), string(body)}, " "))
		w.WriteHeader(s.status)
	}))
	t.Cleanup(s.Close)
	return s
}

// waiting returns the names of the files in the spool of a database, by what they end with.
func waiting(t *testing.T, db string) (put, refused []string) {
	t.Helper()
	names, err := filepath.Glob(db + ".local/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		switch name = filepath.Base(name); {
		case strings.HasSuffix(name, ".refused"):
			refused = append(refused, name)
		case name != ".gitignore" && name != "server":
			put = append(put, name)
		}
	}
	return put, refused
}

func TestWhereAPayloadGoes(t *testing.T) {
	works := func(context.Context, string, bool, []ingest.Observation) error { return nil }
	fails := func(context.Context, string, bool, []ingest.Observation) error { return errors.New("locked") }
	panics := func(context.Context, string, bool, []ingest.Observation) error { panic("no") }
	hangs := func(context.Context, string, bool, []ingest.Observation) error { select {} }
	for name, test := range map[string]struct {
		// status is what the server answers, 0 for no server, -1 for one that is gone.
		status         int
		store          hookclient.Store
		spooled, aside int
	}{
		"to the server":                        {204, fails, 0, 0},
		"into the database without one":        {0, works, 0, 0},
		"into the database once it is gone":    {-1, works, 0, 0},
		"past another program":                 {404, works, 0, 0},
		"into the spool if that fails":         {0, fails, 1, 0},
		"into the spool if that panics":        {0, panics, 1, 0},
		"into the spool if that takes long":    {0, hangs, 1, 0},
		"into the spool if there is no way":    {0, nil, 1, 0},
		"into the spool if the server is busy": {503, works, 1, 0},
		"into the spool without the token":     {401, works, 1, 0},
		"aside if it is refused":               {422, works, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := filepath.Join(t.TempDir(), "x.db")
			if test.status != 0 {
				s := start(t, db, test.status)
				if test.status < 0 {
					s.Close()
				}
				publishAddress(t, db, hookclient.Address{URL: s.URL})
			}
			if err := (hookclient.Hook{DB: db, State: stateOf(db), Store: test.store}).Deliver(t.Context(), agent.Get(agent.ClaudeCode), []byte(payload), noon); err != nil {
				t.Fatal(err)
			}
			if put, refused := waiting(t, db); len(put) != test.spooled || len(refused) != test.aside {
				t.Errorf("the spool holds %v, aside %v; want %d and %d", put, refused, test.spooled, test.aside)
			}
		})
	}
}

func publishAddress(t *testing.T, db string, address hookclient.Address) {
	t.Helper()
	withdraw, err := hookclient.PublishAddress(db, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(withdraw)
}

func TestTheServerGetsTheTimeAndTheToken(t *testing.T) {
	db := filepath.Join(t.TempDir(), "x.db")
	s := start(t, db, http.StatusNoContent)
	publishAddress(t, db, hookclient.Address{URL: s.URL, Token: "secret"})
	if err := (hookclient.Hook{DB: db, State: stateOf(db)}).Deliver(t.Context(), agent.Get(agent.GeminiCLI), []byte("{\"a\":\"\xff\"}"), noon); err != nil {
		t.Fatal(err)
	}
	if want := "POST /api/hooks/gemini-cli Bearer secret 2026-03-18T12:00:00.123456789Z {\"a\":\"\uFFFD\"}"; len(s.asked) != 1 || s.asked[0] != want {
		t.Errorf("asked %q, want %q", s.asked, want)
	}
}

func TestTheNextHookThatReachesAServerDeliversTheSpool(t *testing.T) {
	db := filepath.Join(t.TempDir(), "x.db")
	s := start(t, db, http.StatusNoContent)
	for i, sender := range []agent.Agent{agent.Get(agent.Codex), agent.Get(agent.ClaudeCode)} {
		if err := hookclient.NewSpool(db).Put(sender, []byte(payload), noon.Add(time.Duration(-i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	publishAddress(t, db, hookclient.Address{URL: s.URL})
	if err := (hookclient.Hook{DB: db, State: stateOf(db)}).Deliver(t.Context(), agent.Get(agent.ClaudeCode), []byte("{}"), noon); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"POST /api/hooks/claude-code  2026-03-18T12:00:00.123456789Z {}",
		"POST /api/hooks/claude-code  2026-03-18T11:00:00.123456789Z " + payload,
		"POST /api/hooks/codex  2026-03-18T12:00:00.123456789Z " + payload,
	}
	if strings.Join(s.asked, "\n") != strings.Join(want, "\n") {
		t.Errorf("asked %q, want %q", s.asked, want)
	}
	if put, _ := waiting(t, db); len(put) != 0 {
		t.Errorf("left behind: %v", put)
	}
}

func TestAServerThatDoesNotAnswerDelaysNoAgent(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	db := filepath.Join(t.TempDir(), "x.db")
	publishAddress(t, db, hookclient.Address{URL: "http://" + listener.Addr().String()})
	// The server never answers, so that Deliver returns at all shows that it waits for a while only.
	if err := (hookclient.Hook{DB: db, State: stateOf(db)}).Deliver(t.Context(), agent.Get(agent.ClaudeCode), []byte(payload), noon); err != nil {
		t.Fatal(err)
	}
	if put, _ := waiting(t, db); len(put) != 1 {
		t.Errorf("the spool holds %v", put)
	}
}

func TestOnlyAddressesOfThisMachineCount(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		mode os.FileMode
		want bool
	}{
		"this machine":          {`{"url":"http://127.0.0.1:8000"}`, 0o600, true},
		"another machine":       {`{"url":"http://example.org:8000"}`, 0o600, false},
		"a file all may read":   {`{"url":"http://127.0.0.1:8000"}`, 0o644, false},
		"another scheme":        {`{"url":"file:///etc/passwd"}`, 0o600, false},
		"no JSON":               {`http://127.0.0.1:8000`, 0o600, false},
		"a name that looks so":  {`{"url":"http://127.0.0.1.example.org"}`, 0o600, false},
		"a user that looks so":  {`{"url":"http://127.0.0.1@example.org"}`, 0o600, false},
		"the other name for it": {`{"url":"http://[::1]:80","token":"x"}`, 0o600, true},
		"a path":                {`{"url":"http://127.0.0.1:8000/collect"}`, 0o600, false},
		"a slash":               {`{"url":"http://127.0.0.1:8000/"}`, 0o600, false},
		"a query":               {`{"url":"http://127.0.0.1:8000?x"}`, 0o600, false},
		"a fragment":            {`{"url":"http://127.0.0.1:8000#x"}`, 0o600, false},
		"a user":                {`{"url":"http://u:p@127.0.0.1:8000"}`, 0o600, false},
		"no port":               {`{"url":"http://127.0.0.1"}`, 0o600, false},
	} {
		t.Run(name, func(t *testing.T) {
			db := filepath.Join(t.TempDir(), "x.db")
			if err := os.Mkdir(db+".local", 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(db+".local", "server"), []byte(test.text), test.mode); err != nil {
				t.Fatal(err)
			}
			if address, ok := hookclient.ReadAddress(db); ok != test.want {
				t.Errorf("address = %+v, %v; want %v", address, ok, test.want)
			}
		})
	}
}

func TestOnlyItsOwnServerRemovesAnAddress(t *testing.T) {
	db := filepath.Join(t.TempDir(), "x.db")
	first, err := hookclient.PublishAddress(db, hookclient.Address{URL: "http://127.0.0.1:1", Token: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(db+".local", "server")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; it holds the token", info.Mode(), err)
	}
	second, err := hookclient.PublishAddress(db, hookclient.Address{URL: "http://127.0.0.1:2"})
	if err != nil {
		t.Fatal(err)
	}
	first()
	if address, ok := hookclient.ReadAddress(db); !ok || address.URL != "http://127.0.0.1:2" {
		t.Errorf("address = %+v, %v; the first took that of the second", address, ok)
	}
	second()
	if names, _ := filepath.Glob(filepath.Dir(db) + "/*"); len(names) != 0 {
		t.Errorf("left behind: %v", names)
	}
}
