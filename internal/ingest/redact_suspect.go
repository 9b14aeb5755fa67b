package ingest

import "strings"

// forms is a set of forms of secrets.
type forms uint16

// The forms that are known.
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

// telling are the bytes of which each secret has one at a place that tells its form: most of a text is none of them.
var telling = [256]bool{':': true, '=': true, '-': true, '_': true, 'J': true, 'A': true, 'b': true, 'B': true}

// suspect returns the forms of which there may be a secret in the text. It looks at each byte once, and does not miss any that a pattern
// would find.
func suspect(text string) forms {
	var found forms
	for i := range len(text) {
		if !telling[text[i]] {
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
			found |= among(webToken, strings.HasSuffix(before, "ey") && isWord(from, 1+8))
		case 'A':
			found |= among(awsKey, strings.HasPrefix(from, "AKIA") || strings.HasPrefix(from, "ASIA"))
			found |= among(googleKey, strings.HasPrefix(from, "AIza"))
		default: // b and B
			found |= among(bearer, len(from) > len("bearer") && isSpace(from[len("bearer")]) && strings.EqualFold(from[:len("bearer")], "bearer"))
		}
	}
	return found
}

// among returns the form if it may be among those of a text, else none.
func among(form forms, is bool) forms {
	if is {
		return form
	}
	return 0
}

// suspectNamed looks at a colon or an equals sign.
func suspectNamed(before, from string) forms {
	name := nameBefore(before)
	return among(namedValue, endsWithSecretName(name)) |
		among(authorization, endsWithFold(strings.TrimRight(name, `\`), "authorization")) |
		among(passwordURL, strings.HasPrefix(from, "://") && hasPassword(from[len("://"):]))
}

// hasPassword reports whether the part of a URL that follows its scheme begins with a user and a password.
func hasPassword(rest string) bool {
	end := strings.IndexAny(rest, "@/\"'<>\\ \t\n\f\r")
	return end >= 0 && rest[end] == '@' && strings.Contains(rest[:end], ":")
}

func suspectHyphen(before, from string) forms {
	return among(privateKey, strings.HasPrefix(from, "-----BEGIN ")) |
		among(apiKey, strings.HasSuffix(before, "sk") && isWord(from, 1+16)) |
		among(forgeToken, strings.HasSuffix(before, "glpat")) |
		among(slackToken, strings.HasSuffix(before, "xapp") || len(before) >= 4 && before[len(before)-4:len(before)-1] == "xox") |
		among(packageToken, strings.HasSuffix(before, "pypi"))
}

func suspectUnderscore(before, from string) forms {
	return among(apiKey, strings.HasSuffix(before, "k") && (strings.HasPrefix(from, "_live_") || strings.HasPrefix(from, "_test_"))) |
		among(forgeToken, len(before) >= 3 && before[len(before)-3:len(before)-1] == "gh" || strings.HasSuffix(before, "github_pat")) |
		among(packageToken, strings.HasSuffix(before, "npm"))
}

// isWord reports whether the text begins with so many letters, digits, hyphens or underscores.
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

// isSpace reports whether a byte is what \s finds.
func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' }
