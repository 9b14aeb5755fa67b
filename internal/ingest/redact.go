package ingest

import (
	"encoding/json"
	"regexp"
	"sync"
)

// Redacted replaces a secret.
const Redacted = "[redacted]"

// secret is a form of secrets with the pattern that finds them. A pattern of Go takes linear time, but much of it, so it is compiled when it is
// needed first, and used only on texts in which suspect finds the form.
type secret struct {
	form    forms
	pattern func() *regexp.Regexp
	with    string
}

func compiledOnce(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// secrets are the forms that patterns find. docs/redaction.md lists them.
var secrets = []secret{
	{privateKey, compiledOnce(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)`), Redacted},
	{passwordURL, compiledOnce(`(\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@"'<>\\]*:)[^\s/@"'<>\\]+@`), "${1}" + Redacted + "@"},
	{authorization, compiledOnce(`(?i)(authorization\\*["']?\s*[:=]\s*\\*["']?(?:bearer|basic|token|digest)\s+)[a-z0-9._~+/=-]{4,}`), "${1}" + Redacted},
	{bearer, compiledOnce(`(?i)(\bbearer\s+)[a-z0-9._~+/-]{16,}={0,2}`), "${1}" + Redacted},
	{webToken, compiledOnce(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`), Redacted},
	{apiKey, compiledOnce(`\b(?:sk-[A-Za-z0-9_-]{16,}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,})`), Redacted},
	{awsKey, compiledOnce(`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`), Redacted},
	{forgeToken, compiledOnce(`\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,})`), Redacted},
	{slackToken, compiledOnce(`\b(?:xox[a-z]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,})`), Redacted},
	{googleKey, compiledOnce(`\bAIza[A-Za-z0-9_-]{30,}`), Redacted},
	{packageToken, compiledOnce(`\b(?:npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{30,})`), Redacted},
}

// RedactText returns the text with Redacted in the place of each secret.
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

// Redact removes the secrets from all texts of an observation. The observation must belong to the caller alone.
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
