package ingest

import (
	"strings"
	"unicode/utf8"
)

// spaces may surround the sign between a name and its value.
const spaces = " \t\n\f\r"

// secretNames are the names of secrets. A hyphen or an underscore may separate the two parts of a name.
var secretNames = [][2]string{
	{"", "password"}, {"", "passwd"}, {"", "passphrase"}, {"", "pwd"}, {"", "secret"}, {"api", "key"}, {"access", "key"}, {"secret", "key"},
	{"private", "key"}, {"auth", "token"}, {"access", "token"}, {"refresh", "token"}, {"client", "secret"}, {"", "credential"}, {"", "credentials"},
}

// redactNamed replaces the values that have the name of a secret, such as password=x, "api_key": "x", and the same in escaped JSON. Quotes
// around a value stay, so that JSON stays valid.
func redactNamed(text string) string {
	var out strings.Builder
	done := 0
	for i := 0; i < len(text); i++ {
		if text[i] != ':' && text[i] != '=' || !endsWithSecretName(nameBefore(text[done:i])) {
			continue
		}
		start := i + 1 + spacesAt(text[i+1:])
		if quotes, length := secretValue(text[start:]); length > 0 {
			out.WriteString(text[done:start] + quotes + Redacted + quotes)
			done = start + length
			i = done - 1
		}
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

// nameBefore returns the text up to the name of a value. before ends at the sign between them; spaces and quotes, escaped or not, are cut.
func nameBefore(before string) string {
	end := len(before)
	for end > 0 && isSpace(before[end-1]) {
		end--
	}
	if end > 0 && (before[end-1] == '"' || before[end-1] == '\'') {
		return strings.TrimRight(before[:end-1], `\`)
	}
	return before[:end]
}

// endsWithSecretName reports whether the text ends with the name of a secret.
func endsWithSecretName(text string) bool {
	if text == "" || !strings.ContainsAny(text[len(text)-1:], "deytnlsDEYTNLS") {
		return false // no name ends with another letter, and most texts do
	}
	for _, name := range secretNames {
		if _, ok := cutName(text, name); ok {
			return true
		}
	}
	return false
}

// isSecretName reports whether the name of a member is that of a secret, alone or after a hyphen or an underscore.
func isSecretName(member string) bool {
	for _, name := range secretNames {
		if before, ok := cutName(member, name); ok && (before == "" || isJoint(before[len(before)-1])) {
			return true
		}
	}
	return false
}

// cutName returns the text without a name at its end, and false where it does not end with the name.
func cutName(text string, name [2]string) (before string, ok bool) {
	if !endsWithFold(text, name[1]) {
		return "", false
	}
	before = text[:len(text)-len(name[1])]
	if name[0] == "" {
		return before, true
	}
	if before != "" && isJoint(before[len(before)-1]) {
		before = before[:len(before)-1]
	}
	return before[:max(len(before)-len(name[0]), 0)], endsWithFold(before, name[0])
}

func isJoint(c byte) bool { return c == '-' || c == '_' }

// endsWithFold reports whether the text ends with end, in upper or lower case.
func endsWithFold(text, end string) bool {
	return len(text) >= len(end) && strings.EqualFold(text[len(text)-len(end):], end)
}

func spacesAt(text string) int { return len(text) - len(strings.TrimLeft(text, spaces)) }

// shortestValue is the smallest number of characters of a value without quotes.
const shortestValue = 4

// secretValue returns the quotes of the value at the beginning of the text, and its length with them, 0 for no value.
func secretValue(text string) (quotes string, length int) {
	slashes := len(text) - len(strings.TrimLeft(text, `\`))
	rest := text[slashes:]
	switch {
	case strings.HasPrefix(rest, `"`):
		inner := strings.IndexAny(rest[1:], "\"\\\n")
		if inner < 1 {
			return "", 0
		}
		end := 1 + inner
		for end < len(rest) && rest[end] == '\\' {
			end++
		}
		if end == len(rest) || rest[end] != '"' {
			return "", 0
		}
		return text[:slashes+1], slashes + end + 1
	case slashes > 0:
		return "", 0
	case strings.HasPrefix(rest, "'"):
		inner := strings.IndexAny(rest[1:], "'\n")
		if inner < 1 || rest[1+inner] != '\'' {
			return "", 0
		}
		return "'", inner + 2
	}
	end := strings.IndexAny(rest, spaces+`"'\,;&<>{}[]()$`)
	if end < 0 {
		end = len(rest)
	}
	if utf8.RuneCountInString(rest[:end]) < shortestValue {
		return "", 0
	}
	return "", end
}
