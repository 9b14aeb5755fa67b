package ingest

import "strings"

// forms is a set of forms of secrets.
type forms uint16

// The known forms.
const (
	privateKey forms = 1 << iota
	passwordURL
	authorization
	bearer
	webToken
	apiKey
	awsKey
	forgeToken
	slackToken
	googleKey
	packageToken
	namedValue
)

// indicative are bytes of which every secret has one, at a position that says which form it has. Most bytes of a text are no such bytes.
var indicative = [256]bool{':': true, '=': true, '-': true, '_': true, 'J': true, 'A': true, 'b': true, 'B': true}

// suspect returns the forms of secrets that the text may contain. It reads each byte once, and misses no secret that a pattern finds.
func suspect(text string) forms {
	var found forms
	for i := range len(text) {
		if !indicative[text[i]] {
			continue
		}
		before, from := text[:i], text[i:]
		switch text[i] {
		case ':', '=':
			found |= suspectNamed(before, from)
		case '-':
			found |= suspectHyphen(before, from)
		case '_':
			found |= suspectUnderscore(before, from)
		case 'J':
			found |= formIf(webToken, strings.HasSuffix(before, "ey") && isWord(from, 1+8))
		case 'A':
			found |= formIf(awsKey, strings.HasPrefix(from, "AKIA") || strings.HasPrefix(from, "ASIA"))
			found |= formIf(googleKey, strings.HasPrefix(from, "AIza"))
		default: // b and B
			found |= formIf(bearer, len(from) > len("bearer") && isSpace(from[len("bearer")]) && strings.EqualFold(from[:len("bearer")], "bearer"))
		}
	}
	return found
}

// formIf returns the form where a text may contain it, else none.
func formIf(form forms, isPossible bool) forms {
	if isPossible {
		return form
	}
	return 0
}

// suspectNamed returns the forms around a colon or an equals sign.
func suspectNamed(before, from string) forms {
	name := nameBefore(before)
	return formIf(namedValue, endsWithSecretName(name)) |
		formIf(authorization, endsWithFold(strings.TrimRight(name, `\`), "authorization")) |
		formIf(passwordURL, strings.HasPrefix(from, "://") && hasPassword(from[len("://"):]))
}

// hasPassword reports whether the part of a URL that follows its scheme begins with a user and a password.
func hasPassword(rest string) bool {
	end := strings.IndexAny(rest, "@/\"'<>\\ \t\n\f\r")
	return end >= 0 && rest[end] == '@' && strings.Contains(rest[:end], ":")
}

func suspectHyphen(before, from string) forms {
	return formIf(privateKey, strings.HasPrefix(from, "-----BEGIN ")) |
		formIf(apiKey, strings.HasSuffix(before, "sk") && isWord(from, 1+16)) |
		formIf(forgeToken, strings.HasSuffix(before, "glpat")) |
		formIf(slackToken, strings.HasSuffix(before, "xapp") || len(before) >= 4 && before[len(before)-4:len(before)-1] == "xox") |
		formIf(packageToken, strings.HasSuffix(before, "pypi"))
}

func suspectUnderscore(before, from string) forms {
	return formIf(apiKey, strings.HasSuffix(before, "k") && (strings.HasPrefix(from, "_live_") || strings.HasPrefix(from, "_test_"))) |
		formIf(forgeToken, len(before) >= 3 && before[len(before)-3:len(before)-1] == "gh" || strings.HasSuffix(before, "github_pat")) |
		formIf(packageToken, strings.HasSuffix(before, "npm"))
}

// isWord reports whether the text begins with at least length letters, digits, hyphens or underscores.
func isWord(text string, length int) bool {
	if len(text) < length {
		return false
	}
	for i := range length {
		c := text[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// isSpace reports whether the pattern \s matches a byte.
func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' }
