package cli_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

func TestATokenIsPrintedOnceAndAlone(t *testing.T) {
	enterEmptyFolder(t)
	importPrompts(t, "s", []string{"Paint the shed"})
	code, token, stderr := run(t, "token", "create", "--name", "ana-laptop", "--user", "ana", "--scope", "ingest", "--db", "h.db")
	if code != 0 || !strings.HasPrefix(token, "hgt_") || strings.Count(token, "\n") != 1 || !strings.Contains(stderr, "of ana on ana-laptop, scopes ingest, without an end") {
		t.Fatalf("exit code %d, %s%s", code, token, stderr)
	}
	secret := strings.TrimSpace(token)
	if keeps(t, secret) || keeps(t, secret[13:45]) || strings.Contains(stderr, secret[13:45]) {
		t.Error("the token is kept")
	}
	prefix := secret[4:12]
	if code, list, _ := run(t, "token", "list", "--db", "h.db"); code != 0 || !strings.Contains(list, prefix+"  ana   ana-laptop  ingest  active  never    never") {
		t.Errorf("exit code %d, %s", code, list)
	}
	if code, stdout, stderr := run(t, "token", "revoke", prefix, "--db", "h.db"); code != 0 || stdout != "token "+prefix+" is revoked\n" {
		t.Errorf("exit code %d, %s%s", code, stdout, stderr)
	}
	if code, _, stderr := run(t, "token", "revoke", prefix, "--db", "h.db"); code != 1 || !strings.Contains(stderr, "revoked already") {
		t.Errorf("a second time: exit code %d, %s", code, stderr)
	}
	code, list, _ := run(t, "token", "list", "--json", "--db", "h.db")
	var tokens []map[string]any
	if err := json.Unmarshal([]byte(list), &tokens); code != 0 || err != nil || len(tokens) != 1 || tokens[0]["state"] != "revoked" || tokens[0]["user"] != "ana" {
		t.Errorf("exit code %d, %s, %v", code, list, err)
	}
}

func TestTokenRefusesWhatItCannotMake(t *testing.T) {
	enterEmptyFolder(t)
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no user":          {[]string{"token", "create", "--name", "a", "--scope", "read"}, 2, "--user is required"},
		"an unknown scope": {[]string{"token", "create", "--name", "a", "--user", "ana", "--scope", "read-own"}, 2, "is not one of ingest read admin"},
		"no file":          {[]string{"token", "create", "--name", "a", "--user", "ana", "--scope", "read", "--db", "absent.db"}, 1, "absent.db"},
		"no token":         {[]string{"token", "revoke"}, 2, "takes one TOKEN"},
		"no command":       {[]string{"token", "burn"}, 2, "unknown command"},
	} {
		t.Run(name, func(t *testing.T) {
			if code, stdout, stderr := run(t, test.args...); code != test.code || stdout != "" || !strings.Contains(stderr, test.says) {
				t.Errorf("exit code %d, %s%s", code, stdout, stderr)
			}
		})
	}
	if _, err := os.Stat("absent.db"); err == nil {
		t.Error("a file was made")
	}
}
