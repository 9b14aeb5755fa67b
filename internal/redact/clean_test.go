package redact_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/redact"
	"github.com/htmlgraph/htmlgraph/internal/testkit/secrets"
)

// TestNoSecretStaysInLongStrings puts each secret to the places of a long string, which is repeated, and beside such strings.
func TestNoSecretStaysInLongStrings(t *testing.T) {
	long := strings.Repeat("an ordinary line\n", 200)
	for _, leak := range secrets.Leaks(3) {
		if strings.Contains(leak.Text, `\u`) {
			continue // an escape means a letter in JSON alone
		}
		for name, value := range map[string]any{
			"beginning": []string{leak.Text + "\n" + long, leak.Text + "\n" + long},
			"middle":    map[string]string{"content": long + leak.Text + "\n" + long, "stdout": long + leak.Text + "\n" + long},
			"end":       []string{long, long + leak.Text, long, long + leak.Text},
			"beside":    []any{long, leak.Text, long, map[string]string{"text": long}},
		} {
			line, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			redacted := redact.JSON("", line)
			if secret, _ := json.Marshal(leak.Secret); strings.Contains(string(redacted), strings.Trim(string(secret), `"`)) || !json.Valid(redacted) {
				t.Errorf("%s, %s: %q stays", leak.Name, name, leak.Text)
			}
		}
	}
}

// TestLongSecretsDoNotStay gives long strings a meaning by what is before them.
func TestLongSecretsDoNotStay(t *testing.T) {
	secret := strings.Repeat("x7Kq9vB2", 200)
	for _, line := range []string{
		`{"password":"%s"}`, `{"a":"b","api_token" : "%s"}`, `{"name":"DB_PASSWORD","value":"%s"}`, `["--password","%s"]`, `{"secrets":["short","%s"]}`,
		`{"` + strings.Repeat("long", 400) + `_password":"%s"}`,
	} {
		redacted := redact.JSON("", fmt.Appendf(nil, line, secret))
		if strings.Contains(string(redacted), secret) || !json.Valid(redacted) {
			t.Errorf("the secret stays in %s", line)
		}
	}
}
