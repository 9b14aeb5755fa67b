package redact

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

func headerTriggers() []trigger {
	return []trigger{
		{word: "bearer", fold: true, atWord: true, form: functions{isBearer, checkBearer}},
		{word: "basic ", fold: true, atWord: true, form: functions{isBasic, checkBasic}},
	}
}

// isBasic reports whether the base64 text of a user and a password follows.
func isBasic(text string, _, end int) bool {
	decoded, err := base64.StdEncoding.DecodeString(text[end:skip(text[:min(len(text), end+maxCommand)], end, isBearerByte)])
	return err == nil && len(decoded) >= 8 && bytes.IndexByte(decoded, ':') > 0 && utf8.Valid(decoded)
}

func checkBasic(s *search, _, end int) { s.add(end, skip(s.text, end, isBearerByte)) }

// isBearer reports whether a long word follows.
func isBearer(text string, start, _ int) bool {
	end := start + len("bearer")
	at := skip(text, end, isSpace)
	return at > end && skip(text, at, isBearerByte)-at >= 16
}

func isBearerByte(c byte) bool { return isTokenByte(c) || strings.IndexByte("._~+/=", c) >= 0 }

func checkBearer(s *search, start, _ int) {
	at := skip(s.text, start+len("bearer"), isSpace)
	end := skip(s.text, at, isBearerByte)
	for end > at && (s.text[end-1] == '.' || s.text[end-1] == '/') {
		end--
	}
	if token := s.text[at:end]; contains(token, isDigit) && !isPath(token) || looksRandom(token, 16) {
		s.add(at, end)
	}
}

// maxHeader is the number of bytes that are read of a header.
const maxHeader = 8 << 10

// schemes are the known schemes of the header Authorization. Any word after one of them is a secret.
const schemes = " bearer basic token digest apikey negotiate ntlm hmac aws4-hmac-sha256 hawk sharedkey sharedaccesssignature dpop oauth key "

// checkAuthorization checks the header Authorization. The scheme stays, and the credentials are replaced.
func checkAuthorization(s *search, n named, at int) {
	v := valueAt(s.text, at, true)
	if v.quote == "" {
		v.end = lineOfHeader(s.text, v.start)
		v.text = s.text[v.start:v.end]
	}
	scheme, rest, found := strings.Cut(v.text, " ")
	known := strings.Contains(schemes, " "+strings.ToLower(scheme)+" ")
	if !found {
		if isSecret(v, context{kind: token, tight: true}) && !known {
			s.checkValue(n, at, context{kind: token, tight: true})
		}
		return
	}
	rest = strings.TrimLeft(rest, " ")
	start := v.end - len(rest)
	end := start + credentialsEnd(rest)
	text := s.text[start:end]
	if text == "" || isPlaceholder(text) || isReference(text) || isOfNameWords(text) || isPlainWord(text) || strings.HasPrefix(text, "<") {
		return
	}
	if isName := all(scheme, func(c byte) bool { return isAlnum(c) || c == '-' }); known && len(text) >= shortestBare && !isPlainSpeech(rest) || isName && contains(text, isDigit) {
		s.add(start, end)
	}
}

// isPlainSpeech reports whether a scheme is part of a sentence: two words of lower-case letters follow it.
func isPlainSpeech(rest string) bool {
	fields := strings.Fields(rest)
	return len(fields) >= 2 && all(fields[0], isLower) && all(strings.Trim(fields[1], ".,"), isLower)
}

// lineOfHeader returns the end of a header that begins at a position: the end of the line, or the quote around the header.
func lineOfHeader(text string, at int) int {
	for i := at; i < min(len(text), at+maxHeader); i++ {
		switch c := text[i]; {
		case c == '\n' || c == '\r' || c == '\'' || c == '`' || c == '\\' && i+1 < len(text) && strings.IndexByte("nr\"'", text[i+1]) >= 0:
			return i
		case c == '"' && (i == at || text[i-1] != '='):
			return i
		case c == '"': // a parameter of a scheme
			if end := strings.IndexAny(text[i+1:], "\"\n"); end >= 0 && text[i+1+end] == '"' {
				i += end + 1
			}
		}
	}
	return min(len(text), at+maxHeader)
}

// credentialsEnd returns the length of credentials: one word, or parameters separated by commas.
func credentialsEnd(rest string) int {
	end := strings.IndexAny(rest, " \t<>")
	if end < 0 {
		return len(rest)
	}
	if rest[end-min(end, 1)] == ',' {
		return len(rest)
	}
	return end
}

// checkCookies checks the headers Cookie and Set-Cookie. Names and attributes stay; values with digits are replaced.
func checkCookies(s *search, n named, at int) {
	v := valueAt(s.text, at, true)
	if v.quote == "" {
		v.end = lineOfHeader(s.text, v.start)
	}
	for from := v.start; from < v.end; {
		end := v.end
		if length := strings.IndexByte(s.text[from:v.end], ';'); length >= 0 {
			end = from + length
		}
		if equals := strings.IndexByte(s.text[from:end], '='); equals > 0 {
			checkCookie(s, strings.TrimSpace(s.text[from:from+equals]), from+equals+1, end)
		} else if from == v.start && isSecret(value{text: strings.TrimSpace(s.text[from:end]), quote: v.quote}, context{kind: vague}) {
			s.checkValue(n, at, context{kind: vague})
		}
		from = end + 1
	}
}

// attributes are the attributes of Set-Cookie that have a value.
const attributes = " path domain expires max-age samesite priority version comment "

func checkCookie(s *search, name string, start, end int) {
	text := strings.TrimSpace(s.text[start:end])
	if strings.Contains(attributes, " "+strings.ToLower(name)+" ") || !all(name, isNameByte) || strings.ContainsAny(text, " ,") {
		return
	}
	if text != "" && !isPlaceholder(text) && !isReference(text) && len(text) >= 6 && contains(text, isDigit) {
		s.add(start, start+len(strings.TrimRight(s.text[start:end], " ")))
	}
}
