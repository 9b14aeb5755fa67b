package redact_test

import (
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/redact"
)

// The secrets are put together here, so that no scanner of secrets takes this file for a leak.
var (
	digits  = strings.Repeat("a1B2", 10)
	capital = strings.Repeat("A1B2", 4)
)

func TestSecretsAreTakenOut(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"Anthropic":             {"key sk-ant-api03-" + digits + "-x end", "key [redacted] end"},
		"OpenAI":                {"sk-" + digits, "[redacted]"},
		"OpenAI, of a project":  {"export OPENAI=sk-proj-" + digits + "_" + digits, "export OPENAI=[redacted]"},
		"Stripe":                {"sk_" + "live_" + digits, "[redacted]"},
		"AWS":                   {"id AKIA" + capital + " x", "id [redacted] x"},
		"AWS secret":            {"AWS_SECRET_ACCESS_KEY=" + digits, "AWS_SECRET_ACCESS_KEY=[redacted]"},
		"GitHub":                {"ghp_" + digits + " gho_" + digits + " github_pat_" + digits, "[redacted] [redacted] [redacted]"},
		"GitHub, fine-grained":  {"github_pat_" + digits, "[redacted]"},
		"bearer, a line below":  {"bearer\n" + digits, "bearer\n[redacted]"},
		"HtmlGraph":             {"got hgt_k3xq7ab2_mzxw6ytboi5dkq2lnrxg63ttor2xe4tu_5f0c1a9e, once", "got [redacted], once"},
		"GitLab":                {"glpat-" + digits, "[redacted]"},
		"Slack":                 {"xoxb-" + "123456789012-" + digits, "[redacted]"},
		"Google":                {"AIza" + digits, "[redacted]"},
		"JSON Web Token":        {"eyJ" + digits + ".eyJ" + digits + "." + digits, "[redacted]"},
		"private key":           {"a\n-----BEGIN RSA " + "PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nb", "a\n[redacted]\nb"},
		"private key, cut":      {"-----BEGIN " + "PRIVATE KEY-----\nMII", "[redacted]"},
		"bearer":                {"curl -H 'Authorization: Bearer " + digits + "' x", "curl -H 'Authorization: Bearer [redacted]' x"},
		"basic":                 {"authorization: basic dXNlcjpwYXNz", "authorization: basic [redacted]"},
		"authorization as JSON": {`{"Authorization": "Bearer ` + digits + `"}`, `{"Authorization": "Bearer [redacted]"}`},
		"password in the shell": {"PGPASSWORD=hunter22 psql", "PGPASSWORD=[redacted] psql"},
		"password as JSON":      {`{"password": "hun ter", "x": 1}`, `{"password": "[redacted]", "x": 1}`},
		"password, escaped":     {`{\"password\": \"hunter22\"}`, `{\"password\": \"[redacted]\"}`},
		"password in YAML":      {"password: hunter22\nuser: me", "password: [redacted]\nuser: me"},
		"key in a query":        {"https://x.example/?api_key=" + digits + "&q=1", "https://x.example/?api_key=[redacted]&q=1"},
		"URL":                   {"postgres://me:hunter22@db.example/x", "postgres://me:[redacted]@db.example/x"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := redact.Text(test.text); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
			if again := redact.Text(test.want); again != test.want {
				t.Errorf("twice: %q", again)
			}
		})
	}
}
