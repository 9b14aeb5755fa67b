package ingest_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// The secrets are put together here, so that no scanner of secrets takes this file for a leak.
var (
	digits  = strings.Repeat("a1B2", 10)
	capital = strings.Repeat("A1B2", 4)
)

func TestSecretsAreRemoved(t *testing.T) {
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
			if got := ingest.RedactText(test.text); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
			if again := ingest.RedactText(test.want); again != test.want {
				t.Errorf("redacted again: %q", again)
			}
		})
	}
}

func TestOtherTextsStay(t *testing.T) {
	for _, text := range []string{
		"Count the tokens: max_tokens=4096", "git commit -m 'Fix the password form'", "https://example.org:8080/path@v1",
		"task-1 asks for risk-free-and-simple-things", "const key = map[string]int{}", "Bearer of bad news", "commit deb67ae",
		"if password == nil { return }", "ghost", "see https://user@example.org/", "eyJ is how they begin", "sk-short",
	} {
		if got := ingest.RedactText(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestSecretsAreRemovedFromAllThatIsStored(t *testing.T) {
	o := ingest.Observation{Event: &ingest.Event{
		Input: "sk-" + digits, Output: "sk-" + digits, Error: "sk-" + digits,
		ToolInput: json.RawMessage(`{"command":"export A=sk-` + digits + `","n":12345678901234567890,"nested":[{"password":"x\"y"}]}`),
		Context:   map[string]json.RawMessage{"client_secret": json.RawMessage(`"abc"`), "kept": json.RawMessage(`{ "a" : 1 }`)},
	}}
	ingest.Redact(&o)
	e := o.Event
	if e.Input != ingest.Redacted || e.Output != ingest.Redacted || e.Error != ingest.Redacted {
		t.Errorf("texts: %+v", e)
	}
	if want := `{"command":"export A=[redacted]","n":12345678901234567890,"nested":[{"password":"[redacted]"}]}`; string(e.ToolInput) != want {
		t.Errorf("tool input %s", e.ToolInput)
	}
	if string(e.Context["client_secret"]) != `"[redacted]"` || string(e.Context["kept"]) != `{ "a" : 1 }` {
		t.Errorf("context %s", e.Context)
	}
}

// TestRedactionTakesLinearTime gives each pattern much of what it begins with.
func TestRedactionTakesLinearTime(t *testing.T) {
	for _, part := range []string{"-----BEGIN PRIVATE KEY-----", "a://b:", "authorization: ", "bearer ", "eyJaaaaaaaaaaa.", "sk-", "password=", `password\\\\": `} {
		text := strings.Repeat(part, (1<<17)/len(part))
		start := time.Now()
		ingest.RedactText(text)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%q of 128 KiB takes %v", part, took)
		}
	}
}
