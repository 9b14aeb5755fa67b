package ingest

import (
	"encoding/json"
	"regexp"
	"sync"
)

// Redacted is what stands in the place of a secret.
const Redacted = "[redacted]"

// secret is a form of secrets, and the pattern that finds them. Patterns are Go's, so the time they take is linear in the text; but it is
// long, so one is looked for only in texts that suspect points out, and made when the first of these comes.
type secret struct {
	form    forms
	pattern func() *regexp.Regexp
	with    string
}

func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// secrets are the forms that patterns find; docs/redaction.md lists them for the reader.
var secrets = []secret{
	{privateKey, lazily(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)`), Redacted},
	{passwordURL, lazily(`(\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@"'<>\\]*:)[^\s/@"'<>\\]+@`), "${1}" + Redacted + "@"},
	{authorization, lazily(`(?i)(authorization\\*["']?\s*[:=]\s*\\*["']?(?:bearer|basic|token|digest)\s+)[a-z0-9._~+/=-]{4,}`), "${1}" + Redacted},
	{bearer, lazily(`(?i)(\bbearer\s+)[a-z0-9._~+/-]{16,}={0,2}`), "${1}" + Redacted},
	{webToken, lazily(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`), Redacted},
	{apiKey, lazily(`\b(?:sk-[A-Za-z0-9_-]{16,}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,})`), Redacted},
	{awsKey, lazily(`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`), Redacted},
	{forgeToken, lazily(`\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,})`), Redacted},
	{slackToken, lazily(`\b(?:xox[a-z]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,})`), Redacted},
	{googleKey, lazily(`\bAIza[A-Za-z0-9_-]{30,}`), Redacted},
	{packageToken, lazily(`\b(?:npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{30,})`), Redacted},
}

// RedactText returns the text with a mark in the place of each secret.
func RedactText(text string) string {
	found := suspect(text)
	if found == 0 {
		return text
	}
	for i := range secrets {
		if found&secrets[i].form != 0 {
			text = secrets[i].pattern().ReplaceAllString(text, secrets[i].with)
		}
	}
	if found&namedValue != 0 {
		text = redactNamed(text)
	}
	return text
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
