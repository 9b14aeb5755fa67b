package cli_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/cli"
)

// run executes a command line in the current folder.
func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Run(t.Context(), args, &out, &errs)
	return code, out.String(), errs.String()
}

// enterEmptyFolder changes to a new folder that is also the home. It contains a text file and a folder with names of databases.
func enterEmptyFolder(t *testing.T) {
	t.Helper()
	folder := t.TempDir()
	t.Chdir(folder)
	t.Setenv("HOME", folder)
	t.Setenv("XDG_CONFIG_HOME", "")
	if err := os.WriteFile("text.db", []byte("no database, but longer than the header of one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("folder.db", 0o755); err != nil {
		t.Fatal(err)
	}
}

// hint is the line that points to --help.
var hint = regexp.MustCompile(`^Try 'htmlgraph( serve| seed| doctor| prune| export| service install)? --help'\.\n$`)

func TestErrorsAreOneLineWithAnExitCode(t *testing.T) {
	enterEmptyFolder(t)
	for name, test := range map[string]struct {
		args string
		code int
		want string
	}{
		"an unknown command":        {"serv", 2, `unknown command "serv"`},
		"an unknown flag":           {"serve --port 1", 2, "unknown flag: --port"},
		"an argument too many":      {"serve here", 2, `takes no argument "here"`},
		"not host:port":             {"serve --addr 8000", 2, "is not host:port"},
		"reachable without a token": {"serve --addr 0.0.0.0:0", 2, "set --token"},
		"a key without certificate": {"serve --tls-key k.pem", 2, "--tls-cert and --tls-key belong together"},
		"no certificate":            {"serve --addr 127.0.0.1:0 --tls-cert c.pem --tls-key k.pem", 1, "the certificate cannot be used"},
		"no store":                  {"serve --cache disk", 2, "--cache takes"},
		"no level":                  {"serve --log-level loud", 2, "--log-level"},
		"no format":                 {"serve --log-format xml", 2, "--log-format"},
		"a sample and a file":       {"serve --demo --db x.db", 2, "--demo creates its own database"},
		"no database":               {"serve --addr 127.0.0.1:0 --db text.db", 1, "it is not a SQLite database"},
		"a folder":                  {"serve --addr 127.0.0.1:0 --db folder.db", 1, "it is a folder"},
		"no service":                {"service status", 3, "no service is installed"},
		"nothing to send to":        {"service install --send", 1, "no server is named to which this machine sends"},
		"a service of both":         {"service install --send -- --watch", 2, "it takes no flags of serve"},
		"no such folder":            {"serve --addr 127.0.0.1:0 --db none/x.db", 1, "the folder none does not exist"},
		"nothing to read":           {"serve --addr 127.0.0.1:0 --read-only", 1, "name one with --db"},
		"nothing at the path":       {"serve --addr 127.0.0.1:0 --read-only --db x.db", 1, "there is no such file"},
		"no file to seed":           {"seed", 2, "name the new file with --db"},
		"no events to seed":         {"seed --db new.db --events 0", 2, "--events 0"},
		"seed over something":       {"seed --db text.db", 1, "it exists already"},
		"seed into nowhere":         {"seed --db none/x.db", 1, "the folder none does not exist"},
		"nothing to look at":        {"doctor", 1, "name a file with --db"},
		"doctor of no database":     {"doctor --db text.db", 1, "it is not a SQLite database"},
		"doctor of nothing":         {"doctor --db none.db", 1, "there is no such file"},
		"prune without an age":      {"prune", 2, "--older-than is required"},
		"an invalid age":            {"prune --older-than soon", 2, `"soon" is not an age such as 90d or 12w, or a day such as 2026-01-31`},
		"a future day":              {"prune --older-than 2999-01-01", 2, "2999-01-01 is in the future"},
		"nothing to prune":          {"prune --older-than 90d", 1, "name a file with --db"},
		"prune of nothing":          {"prune --older-than 90d --db none.db", 1, "there is no such file"},
		"prune of no database":      {"prune --older-than 90d --db text.db", 1, "it is not a SQLite database"},
		"export of unknown kind":    {"export things", 2, `cannot export "things"; choose one of events, sessions, costs and work-items`},
		"export of two kinds":       {"export events costs", 2, `cannot export "events costs"`},
		"export in no format":       {"export --format xml", 2, `--format "xml" is not ndjson or csv`},
		"export since no time":      {"export --since soon", 2, `--since "soon" is not a number of days`},
		"export by a wrong flag":    {"export work-items --tool Bash", 2, "--tool does not apply to work-items"},
		"export of nothing":         {"export --db none.db", 1, "there is no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := run(t, strings.Fields(test.args)...)
			line, rest, _ := strings.Cut(stderr, "\n")
			if code != test.code || !strings.HasPrefix(line, "htmlgraph: ") || !strings.Contains(line, test.want) {
				t.Errorf("exit code %d, %q; want %d with %q", code, line, test.code, test.want)
			}
			if stdout != "" || (rest != "" && !hint.MatchString(rest)) {
				t.Errorf("prints more: %q, %q", stdout, rest)
			}
		})
	}
	if names, _ := filepath.Glob("*"); len(names) != 2 {
		t.Errorf("left behind: %v", names)
	}
}

func TestEnvironmentVariablesSetFlags(t *testing.T) {
	enterEmptyFolder(t)
	t.Setenv("HTMLGRAPH_READ_ONLY", "perhaps")
	if code, _, stderr := run(t, "serve"); code != 2 || !strings.Contains(stderr, `HTMLGRAPH_READ_ONLY="perhaps" is not valid: --read-only takes true or false`) {
		t.Errorf("exit code %d, %q", code, stderr)
	}
	t.Setenv("HTMLGRAPH_READ_ONLY", "true")
	t.Setenv("HTMLGRAPH_ADDR", "127.0.0.1:0")
	t.Setenv("HTMLGRAPH_DB", "folder.db")
	if code, _, stderr := run(t, "serve"); code != 1 || !strings.Contains(stderr, "folder.db") {
		t.Errorf("exit code %d, %q; the environment is not read", code, stderr)
	}
	if _, _, stderr := run(t, "serve", "--db", "text.db"); !strings.Contains(stderr, "text.db") {
		t.Errorf("%q: the flag does not win over the environment", stderr)
	}
}

func TestSeedAndDoctor(t *testing.T) {
	enterEmptyFolder(t)
	code, stdout, stderr := run(t, "seed", "--events", "700", "--db", "sample.db")
	if code != 0 || stdout != "700 events written to sample.db\n" || stderr != "" {
		t.Fatalf("exit code %d, %q, %q", code, stdout, stderr)
	}
	before, err := os.ReadFile("sample.db")
	if err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr = run(t, "doctor", "--db", "sample.db")
	for _, want := range []string{"integrity  ok", "agent_events                      700", "journal    delete", "events     from 20"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("doctor does not print %q:\n%s", want, stdout)
		}
	}
	if code != 0 || stderr != "" || strings.Contains(stdout, "missing") {
		t.Errorf("exit code %d, %q:\n%s", code, stderr, stdout)
	}
	if after, _ := os.ReadFile("sample.db"); !bytes.Equal(before, after) {
		t.Error("doctor changed the file")
	}
}

func TestDoctorLeavesNothingBesideADatabaseWithALog(t *testing.T) {
	enterEmptyFolder(t)
	run(t, "seed", "--events", "10", "--db", "sample.db")
	db, err := sql.Open("sqlite3", "sample.db")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA journal_mode = WAL"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if code, stdout, _ := run(t, "doctor", "--db", "sample.db"); code != 0 || !strings.Contains(stdout, "journal    wal") {
		t.Errorf("exit code %d:\n%s", code, stdout)
	}
	if names, _ := filepath.Glob("sample.db*"); len(names) != 1 {
		t.Errorf("it leaves %v", names)
	}
}

func TestDoctorSaysWhichReleaseWroteAFile(t *testing.T) {
	enterEmptyFolder(t)
	run(t, "seed", "--events", "10", "--db", "sample.db")
	for _, step := range []struct{ statement, want string }{
		{"INSERT INTO htmlgraph_migrations (version_id) VALUES (99)", "own tables version 99 of a newer release"},
		{"DELETE FROM htmlgraph_migrations WHERE version_id > 1", "own tables version 1; opening the file for writing brings them to version"},
	} {
		db, err := sql.Open("sqlite3", "sample.db")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(step.statement); err != nil {
			t.Fatal(err)
		}
		db.Close()
		if code, stdout, _ := run(t, "doctor", "--db", "sample.db"); code != 0 || !strings.Contains(stdout, step.want) {
			t.Errorf("exit code %d, want %q:\n%s", code, step.want, stdout)
		}
	}
}

func TestDoctorFindsDamage(t *testing.T) {
	enterEmptyFolder(t)
	run(t, "seed", "--events", "700", "--db", "sample.db")
	data, err := os.ReadFile("sample.db")
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	copy(data[40*page:], bytes.Repeat([]byte{0xAA}, page))
	if err := os.WriteFile("sample.db", data, 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := run(t, "doctor", "--db", "sample.db")
	if code != 1 || !strings.Contains(stderr, "damaged") || strings.Contains(stdout, "integrity  ok") {
		t.Errorf("exit code %d, %q:\n%s", code, stderr, stdout)
	}
}

func TestHelpAndVersion(t *testing.T) {
	for _, args := range [][]string{{}, {"--help"}, {"help"}, {"serve", "--help"}, {"version"}, {"completion", "bash"}} {
		if code, stdout, stderr := run(t, args...); code != 0 || stdout == "" || stderr != "" {
			t.Errorf("%v: exit code %d, %d bytes, %q", args, code, len(stdout), stderr)
		}
	}
}
