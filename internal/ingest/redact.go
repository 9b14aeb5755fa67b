package ingest

import (
	"encoding/json"
	"regexp"
	"strings"
)

// Redacted is what stands in the place of a secret.
const Redacted = "[redacted]"

// secret is a form of secrets: where one of the marks stands in a text, lower case, the pattern is looked for, and what it finds is
// replaced. Patterns are Go's, so the time they take is linear in the text.
type secret struct {
	name    string
	marks   []string
	pattern *regexp.Regexp
	with    string
}

// secrets are the forms that are known; docs/redaction.md lists them for the reader.
var secrets = []secret{
	{"private key", []string{"private key"}, regexp.MustCompile(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)`), Redacted},
	{"URL with a password", []string{"://"}, regexp.MustCompile(`(\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@"'<>\\]*:)[^\s/@"'<>\\]+@`), "${1}" + Redacted + "@"},
	{"authorization", []string{"authorization"}, regexp.MustCompile(`(?i)(authorization\\*["']?\s*[:=]\s*\\*["']?(?:bearer|basic|token|digest)\s+)[a-z0-9._~+/=-]{4,}`), "${1}" + Redacted},
	{"bearer", []string{"bearer "}, regexp.MustCompile(`(?i)(\bbearer\s+)[a-z0-9._~+/-]{16,}={0,2}`), "${1}" + Redacted},
	{"JSON Web Token", []string{"eyj"}, regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`), Redacted},
	{"API key of Anthropic, OpenAI and others", []string{"sk-", "sk_", "rk_"}, regexp.MustCompile(`\b(?:sk-[A-Za-z0-9_-]{16,}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,})`), Redacted},
	{"AWS access key", []string{"akia", "asia"}, regexp.MustCompile(`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`), Redacted},
	{"token of GitHub or GitLab", []string{"gh", "glpat-"}, regexp.MustCompile(`\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,})`), Redacted},
	{"token of Slack", []string{"xox", "xapp-"}, regexp.MustCompile(`\b(?:xox[a-z]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,})`), Redacted},
	{"key of Google", []string{"aiza"}, regexp.MustCompile(`\bAIza[A-Za-z0-9_-]{30,}`), Redacted},
	{"token of npm or PyPI", []string{"npm_", "pypi-"}, regexp.MustCompile(`\b(?:npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{30,})`), Redacted},
	{"value named as a secret", []string{"passw", "pwd", "secret", "token", "api_key", "apikey", "api-key", "access_key", "private_key", "credential"},
		regexp.MustCompile(`(?i)((?:password|passwd|passphrase|pwd|secret|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token|client[_-]?secret|credentials?)(?:\\*["'])?\s*[:=]\s*)(\\*"[^"\\\n]+\\*"|'[^'\n]+'|[^\s"'\\,;&<>{}\[\]()$]{4,})`),
		"${1}" + Redacted},
}

// RedactText returns the text with a mark in the place of each secret.
func RedactText(text string) string {
	if len(text) < 8 {
		return text
	}
	lower := strings.ToLower(text)
	for i := range secrets {
		if secrets[i].mayBeIn(lower) {
			text = secrets[i].replace(text)
		}
	}
	return text
}

func (s *secret) mayBeIn(lower string) bool {
	for _, mark := range s.marks {
		if strings.Contains(lower, mark) {
			return true
		}
	}
	return false
}

// replace replaces what is found. Quotes around a value stay, so that JSON stays JSON.
func (s *secret) replace(text string) string {
	if s.name != "value named as a secret" {
		return s.pattern.ReplaceAllString(text, s.with)
	}
	return s.pattern.ReplaceAllStringFunc(text, func(found string) string {
		parts := s.pattern.FindStringSubmatch(found)
		value := strings.TrimLeft(parts[2], `\`)
		slashes := parts[2][:len(parts[2])-len(value)]
		if value[0] == '"' || value[0] == '\'' {
			return parts[1] + slashes + value[:1] + Redacted + slashes + value[:1]
		}
		return parts[1] + Redacted
	})
}

// Redact takes the secrets out of all texts of an observation, which must be the caller's own copy.
func Redact(o *Observation) {
	if s := o.Session; s != nil {
		redactTexts(&s.TranscriptPath, &s.Cwd, &s.Title, &s.HandoffNotes, &s.RecommendedNext)
		redactMembers(s.Metadata)
	}
	if e := o.Event; e != nil {
		redactTexts(&e.Input, &e.Output, &e.Error)
		e.ToolInput = redactJSON("", e.ToolInput)
		redactMembers(e.Context)
	}
}

func redactTexts(texts ...*string) {
	for _, text := range texts {
		*text = RedactText(*text)
	}
}

func redactMembers(members map[string]json.RawMessage) {
	for name, value := range members {
		members[name] = redactJSON(name, value)
	}
}
