package redact

import "strings"

// signTriggers are the signs between a name and its value, each a word of one byte.
func signTriggers() []trigger {
	return []trigger{
		{word: ":", form: functions{isNamedSecret, checkAssignment}},
		{word: "=", form: functions{isNamedSecret, checkAssignment}},
		{word: ">", form: functions{isElement, checkElement}},
		{word: ",", form: functions{isArgument, checkArgument}},
	}
}

// isNamedSecret reports whether the name before a sign may mean a secret.
func isNamedSecret(text string, sign, _ int) bool {
	if !endsLikeName(text, sign) {
		return false
	}
	n := nameBefore(text, sign)
	return kindOf(n.name) != noSecret || isQueryKey(text, n) || isValueName(n.name) || isPassArgument(text, n)
}

// checkAssignment checks the value after a sign: PASSWORD=x, "password": "x", password => x, password := x.
func checkAssignment(s *search, sign, _ int) {
	n := nameBefore(s.text, sign)
	at, compares := afterSign(s.text, sign)
	if at < 0 || compares && !isQuoted(s.text, at) {
		return
	}
	at = blockLine(s.text, at)
	if closesQuote(s.text, n, at) {
		return
	}
	c := contextOf(s.text, n, at)
	switch {
	case isQueryKey(s.text, n):
		c.kind = vague
	case isPassArgument(s.text, n):
		c.kind = password
	}
	if isValueName(n.name) {
		c.kind = kindOf(nameOfPair(s.text, n.start))
	}
	switch c.kind {
	case noSecret:
	case folder:
		if n.start == 0 || s.text[n.start-1] != '$' { // $PWD is read, not set
			s.checkValue(n, at, c)
		}
	case credentials:
		checkAuthorization(s, n, at)
	case cookie:
		checkCookies(s, n, at)
	default:
		s.checkValue(n, at, c)
	}
}

// contextOf describes a name and its value at a position.
func contextOf(text string, n named, at int) context {
	c := context{kind: kindOf(n.name), variable: isVariable(n.name)}
	c.tight = n.quote == "" && at < len(text) && !isBlank(text[at]) && n.start+len(n.name)+1 == at && at > 0 && text[at-1] == '='
	before := text[lineStart(text, n.start, maxName):n.start]
	c.line = strings.Trim(before, " \t-") == ""
	return c
}

// afterSign returns the position after a sign, or -1 for the sign of a URL, and whether the sign is a comparison.
func afterSign(text string, sign int) (at int, compares bool) {
	rest := text[sign+1:]
	switch {
	case text[sign] == ':' && strings.HasPrefix(rest, "//"):
		return -1, false
	case text[sign] == '=' && strings.HasPrefix(rest, "=="):
		return sign + 3, true
	case text[sign] == '=' && strings.HasPrefix(rest, "="):
		return sign + 2, true
	case strings.HasPrefix(rest, "=") || text[sign] == '=' && strings.HasPrefix(rest, ">"):
		return sign + 2, false
	default:
		return sign + 1, false
	}
}

// isQuoted reports whether a quoted value follows.
func isQuoted(text string, at int) bool {
	at = skip(text, at, isBlank)
	return at < len(text) && isQuote(text[at])
}

// blockLine returns the beginning of the value at a position. A YAML block begins with | or >, and its value on the next line; a summary has
// a space instead of the line break.
func blockLine(text string, at int) int {
	sign := skip(text, at, isBlank)
	if sign == len(text) || text[sign] != '|' && text[sign] != '>' {
		return at
	}
	end := skip(text, sign+1, func(c byte) bool { return c == '-' || c == '+' || c == '\r' })
	if end == len(text) || !isSpace(text[end]) {
		return at
	}
	return skip(text, end+1, isBlank)
}

// isPassArgument reports whether a name belongs to an argument of openssl: -pass pass:x.
func isPassArgument(text string, n named) bool {
	if n.name != "pass" || n.quote != "" {
		return false
	}
	before := text[:n.start]
	return strings.HasSuffix(before, "-pass ") || strings.HasSuffix(before, "-passin ") || strings.HasSuffix(before, "-passout ")
}

// closesQuote reports whether the quote after a sign closes the one before the name, as in "PASSWORD=" + x.
func closesQuote(text string, n named, at int) bool {
	return n.quote == "" && n.start > 0 && at < len(text) && isQuote(text[at]) && text[n.start-1] == text[at]
}

// checkValue replaces the value at a position if it is a secret.
func (s *search) checkValue(n named, at int, c context) {
	v := valueAt(s.text, at, c.variable && c.tight && c.kind != vague)
	if !isSecret(v, c) {
		return
	}
	if v.quote == "" && strings.HasSuffix(n.quote, `"`) && !strings.HasSuffix(n.quote, "`") {
		s.replace(v.start, v.end, n.quote+Mark+n.quote) // a number in JSON, which stays JSON
		return
	}
	s.add(v.start, v.end)
}

// isQueryKey reports whether a name is the parameter "key" of a URL.
func isQueryKey(text string, n named) bool {
	return strings.EqualFold(n.name, "key") && n.quote == "" && n.start > 0 && (text[n.start-1] == '?' || text[n.start-1] == '&')
}

// isValueName reports whether a name is "value". Then an attribute or member before it has the real name.
func isValueName(name string) bool {
	return len(name) == len("value") && strings.EqualFold(name, "value")
}

// nameOfPair returns the name that belongs to "value", as in name="DB_PASSWORD" value="x", or key: and value: in YAML.
func nameOfPair(text string, end int) string {
	end = skipBack(text, end, maxName, func(c byte) bool { return isSpace(c) || isQuote(c) || c == ',' || c == '\\' || c == '-' })
	start := skipBack(text, end, maxName, isNameByte)
	sign := skipBack(text, start, maxEscapes, func(c byte) bool { return isSpace(c) || isQuote(c) || c == '\\' })
	if sign == 0 || text[sign-1] != '=' && text[sign-1] != ':' {
		return ""
	}
	if of := nameBefore(text, sign-1).name; strings.EqualFold(of, "name") || strings.EqualFold(of, "key") {
		return text[start:end]
	}
	return ""
}

// isElement reports whether an XML tag ends here whose name means a secret.
func isElement(text string, end, _ int) bool { return kindOf(elementName(text, end)) != noSecret }

// elementName returns the name of the element whose opening tag ends at a position, without its namespace, or "".
func elementName(text string, end int) string {
	from := max(end-maxTag, 0)
	tag := text[from:end]
	begin := strings.LastIndexAny(tag, "<>")
	if begin < 0 || tag[begin] == '>' {
		return ""
	}
	name := tag[begin+1:]
	name = name[:skip(name, 0, func(c byte) bool { return isNameByte(c) || c == ':' })]
	return name[strings.LastIndexByte(name, ':')+1:]
}

// maxTag is the number of bytes that are read of a tag, from its end.
const maxTag = 160

// checkElement checks the text of an XML element.
func checkElement(s *search, end, _ int) {
	length := strings.IndexByte(s.text[end+1:min(len(s.text), end+maxValue)], '<')
	if length < 0 || !strings.HasPrefix(s.text[end+1+length:], "</") {
		return
	}
	text := strings.TrimSpace(s.text[end+1 : end+1+length])
	c := context{kind: kindOf(elementName(s.text, end))}
	if v := (value{text: text, quote: "<"}); isSecret(v, c) {
		s.add(end+1, end+1+length)
	}
}

// isArgument reports whether the quoted argument before a comma is a name that means a secret, as in setenv("API_TOKEN", "x").
func isArgument(text string, comma, _ int) bool {
	if !endsLikeName(text, comma) {
		return false
	}
	n := nameBefore(text, comma)
	return n.quote != "" && kindOf(n.name) != noSecret
}

// checkArgument checks the argument after such a comma. Lists of names have no secrets.
func checkArgument(s *search, comma, _ int) {
	n := nameBefore(s.text, comma)
	if v := valueAt(s.text, comma+1, false); v.quote != "" && isSecret(v, context{kind: vague}) || isOptionName(n.name) {
		checkOptionValue(s, n.name, comma+1)
	}
}
