package redact_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/redact"
	"github.com/htmlgraph/htmlgraph/internal/testkit/secrets"
)

func TestNoSecretOfTheCorpusStays(t *testing.T) {
	for seed := range uint64(20) {
		for _, leak := range secrets.Leaks(seed) {
			texts := []string{leak.Text, "first\n" + leak.Text + "\nlast", strings.ReplaceAll("x\n"+leak.Text, "\n", "\r\n")}
			if strings.Contains(leak.Text, `\u`) {
				texts = texts[:1] // an escape means a letter in JSON alone
			}
			for _, text := range texts {
				redacted := redact.Text(text)
				if strings.Contains(redacted, leak.Secret) || !strings.Contains(redacted, redact.Mark) {
					t.Errorf("%s: %q became %q", leak.Name, text, redacted)
					break
				}
				if again := redact.Text(redacted); again != redacted {
					t.Errorf("%s: again %q became %q", leak.Name, redacted, again)
				}
			}
		}
	}
}

func TestNoPartOfASecretStays(t *testing.T) {
	const part = 5
	for _, leak := range secrets.Leaks(7) {
		redacted := redact.Text(leak.Text)
		if tail := leak.Secret[len(leak.Secret)-part:]; strings.Contains(redacted, tail) {
			t.Errorf("%s: %q became %q", leak.Name, leak.Text, redacted)
		}
	}
}

func TestHarmlessTextsStay(t *testing.T) {
	for _, text := range secrets.Harmless() {
		if redacted := redact.Text(text); redacted != text {
			t.Errorf("%q became %q", text, redacted)
		}
		quoted, _ := json.Marshal(map[string]string{"command": text})
		if redacted := redact.JSON("", quoted); string(redacted) != string(quoted) {
			t.Errorf("%s became %s", quoted, redacted)
		}
	}
}
