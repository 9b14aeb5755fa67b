package cli_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

func TestWhatSaysWhereToSend(t *testing.T) {
	for args, want := range map[string]string{
		"import --server https://a.example --db x.db":      "--db says how to store here",
		"import --send --prices p.json":                    "--prices says how to store here",
		"import --send --server https://a.example":         "cannot be combined",
		"import --token-file t":                            "--token-file is for --server",
		"import --server https://a.example --content some": `"some" is no level of content: take full or metadata`,
		"init --content metadata":                          "are for --server",
		"init --server https://a.example --project":        "cannot be combined with --project",
		"init --server https://a.example --uninstall":      "cannot be combined with --project or --uninstall",
	} {
		enterHomeWith(t, ".claude")
		if code, stdout, stderr := run(t, strings.Fields(args)...); code != 2 || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit code %d\n%s%s", args, code, stdout, stderr)
		}
	}
	for args, want := range map[string]string{
		"import --send": "no server is named to which this machine sends", "init --server http://a.example": "use https",
		"init --server https://a.example --token-file nowhere": "no such file",
	} {
		enterHomeWith(t, ".claude")
		if code, stdout, stderr := run(t, strings.Fields(args)...); code != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit code %d\n%s%s", args, code, stdout, stderr)
		}
	}
}

// TestAMachineSendsToItsTeam directs a machine to a server, as its user does it, until nothing of it is left.
func TestAMachineSendsToItsTeam(t *testing.T) {
	enterHomeWith(t, ".claude")
	t.Setenv("XDG_STATE_HOME", "")
	t.Setenv("HTMLGRAPH_SERVER", "http://127.0.0.1:1") // is for hooks alone
	home, _ := os.Getwd()
	state := filepath.Join(home, ".local", "state", "htmlgraph")
	var received []string
	team := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		received = append(received, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer team.Close()
	if err := os.WriteFile("token", []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := tree(t)
	step := func(wantCode int, want string, args ...string) {
		t.Helper()
		if code, stdout, stderr := run(t, args...); code != wantCode || !strings.Contains(stdout+stderr, want) {
			t.Errorf("%v: exit code %d, without %q\n%s%s", args, code, want, stdout, stderr)
		}
	}
	step(0, "htmlgraph import --send --watch", "init", "--server", team.URL, "--token-file", "token", "--content", "metadata")
	t.Setenv("HTMLGRAPH_SERVER", "")
	setStdin(t, `{"session_id":"s1","hook_event_name":"Stop","cwd":"/"}`)
	if code, stdout, stderr := run(t, "hook", "--agent", "claude"); code != 0 || stdout+stderr != "" {
		t.Errorf("the hook ends with %d and prints %q, %q", code, stdout, stderr)
	}
	waiting, err := hookclient.NewOutbox(state).List()
	if err != nil || len(waiting.Waiting) != 1 || len(received) != 0 {
		t.Fatalf("%+v %v, %q", waiting, err, received)
	}
	step(1, "does not know the token", "import", "--send")
	if len(received) != 1 || received[0] != "POST /api/ingest/observations Bearer secret" {
		t.Errorf("the server was sent %q", received)
	}
	step(0, "This machine sends to no server any more.", "init", "--uninstall")
	step(1, "no server is named", "import", "--send")
	os.RemoveAll(".local")
	if after := tree(t); after != before {
		t.Errorf("it is\n%s, was\n%s", after, before)
	}
}
