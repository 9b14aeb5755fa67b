package redact

import (
	"bytes"
	"strings"
)

// kind is what a name says about its value.
type kind uint8

const (
	// noSecret is the kind of names that do not mean secrets.
	noSecret kind = iota
	// vague names have secrets and other values. Only values that look random are secrets.
	vague
	// token names have tokens and keys, but also names and paths of them.
	token
	// password names have secrets of any form.
	password
	// folder names, such as "pwd", have a password or the working folder.
	folder
	// credentials is the kind of the header Authorization.
	credentials
	// cookie is the kind of the headers Cookie and Set-Cookie.
	cookie
)

// maxName is the number of bytes that are read of a name, from its end.
const maxName = 64

// nameSuffix is the end of a name.
type nameSuffix struct {
	suffix string
	kind   kind
}

// nameSuffixes are the ends of names that mean secrets, by their last letter. They have no hyphens, underscores and dots; see plainName.
var nameSuffixes = [128][]nameSuffix{
	'd': {{"password", password}, {"passwd", password}, {"pwd", folder}},
	'e': {{"passphrase", password}, {"passcode", password}, {"setcookie", cookie}, {"cookie", cookie}, {"secretkeybase", password}, {"signature", vague}},
	't': {{"secret", password}, {"jwt", vague}},
	'n': {{"token", token}, {"authorization", credentials}},
	'l': {{"credential", token}},
	's': {{"credentials", token}, {"creds", token}, {"passwords", token}, {"secrets", vague}, {"storepass", password}, {"keypass", password}},
	'a': {{"clientkeydata", password}},
	'g': {{"sig", vague}},
	'w': {},
	'h': {},
	'y': {
		{"apikey", token}, {"accesskey", token}, {"accountkey", token}, {"authkey", token}, {"clientkey", token}, {"deploykey", token},
		{"encryptionkey", token}, {"licensekey", token}, {"masterkey", token}, {"privatekey", token}, {"secretkey", password}, {"serverkey", token},
		{"servicekey", token}, {"servicerolekey", token}, {"sessionkey", token}, {"sharedkey", token}, {"signingkey", token}, {"sshkey", token},
		{"storagekey", token}, {"subscriptionkey", token}, {"webhookkey", token}, {"hostkey", vague}, {"ingestkey", token},
	},
}

// lastOfNames are the last letters of all names that mean secrets.
const lastOfNames = "adeghlnstwy"

// kindOf returns the kind of a name.
func kindOf(name string) kind {
	if len(name) < shortestName {
		return noSecret
	}
	name = name[max(len(name)-maxName, 0):]
	last := name[len(name)-1] | 0x20
	if last >= byte(len(nameSuffixes)) || nameSuffixes[last] == nil {
		return noSecret
	}
	if k, ok := kindOfWord(name, last); ok {
		return k
	}
	var buffer [maxName]byte
	var plain []byte
	for _, s := range nameSuffixes[last] {
		if !endsAlike(name, s.suffix) {
			continue // most names end here
		}
		if plain == nil {
			plain = plainName(buffer[:0], name)
		}
		if bytes.HasSuffix(plain, []byte(s.suffix)) {
			return s.kind
		}
	}
	return noSecret
}

// shortestName is the length of the shortest name that means a secret.
const shortestName = 3

// endsAlike reports whether the letters before the last one are the same too.
func endsAlike(name, suffix string) bool {
	n, s := len(name)-shortestName, len(suffix)-shortestName
	return name[n]|0x20 == suffix[s] && name[n+1]|0x20 == suffix[s+1]
}

// kindOfWord returns the kind of a name whose last word is short, such as DB_PASS or dbPass. ok is false for other names.
func kindOfWord(name string, last byte) (k kind, ok bool) {
	switch {
	case last == 's' && hasSuffixFold(name, "pass") && len(name) > len("pass"):
		before := name[len(name)-len("pass")-1]
		isWord := isJoint(before) || isLower(before) && isUpper(name[len(name)-len("pass")])
		return password, isWord
	case last == 'h' && hasSuffixFold(name, "_auth"):
		if name == "_auth" { // in .npmrc
			return token, true
		}
		return vague, true
	case last == 'w' && hasSuffixFold(name, "_pw"):
		return vague, true
	case last == 'y' && strings.HasSuffix(name, "_KEY") && kindOfKey(name) == noSecret && isVariable(name):
		return vague, true
	default:
		return noSecret, false
	}
}

// kindOfKey returns the kind of the name of a key.
func kindOfKey(name string) kind {
	var buffer [maxName]byte
	plain := plainName(buffer[:0], name)
	for _, s := range nameSuffixes['y'] {
		if bytes.HasSuffix(plain, []byte(s.suffix)) {
			return s.kind
		}
	}
	return noSecret
}

// plainName appends the letters and digits of the name in lower case.
func plainName(to []byte, name string) []byte {
	for i := range len(name) {
		switch c := name[i]; {
		case isUpper(c):
			to = append(to, c|0x20)
		case isAlnum(c):
			to = append(to, c)
		}
	}
	return to
}

func isJoint(c byte) bool { return c == '-' || c == '_' }

func hasSuffixFold(text, suffix string) bool {
	return len(text) >= len(suffix) && strings.EqualFold(text[len(text)-len(suffix):], suffix)
}

// isVariable reports whether a name is written like an environment variable.
func isVariable(name string) bool {
	return strings.ToUpper(name) == name && all(name, func(c byte) bool { return isUpper(c) || isDigit(c) || c == '_' })
}

// named is a name before a sign.
type named struct {
	name string
	// start is the position of its first byte, after a quote.
	start int
	// quote is the quote after the name with the backslashes that escape it, or "".
	quote string
}

// nameBefore returns the name before the sign at end. Spaces, a quote, a bracket, or the ? of an optional member may be between them.
func nameBefore(text string, end int) named {
	end, quote := nameEnd(text, end)
	start := skipBack(text, end, maxName, isNameByte)
	return named{text[start:end], start, quote}
}

// nameEnd returns the end of the name before a sign, and the quote after the name.
func nameEnd(text string, sign int) (end int, quote string) {
	end = skipBack(text, sign, 8, isSpace)
	if end > 0 && (text[end-1] == '?' || text[end-1] == '!' || text[end-1] == ']' || text[end-1] == ':') {
		end--
	}
	if end > 0 && isQuote(text[end-1]) {
		from := end - 1
		for from > 0 && text[from-1] == '\\' && end-from <= maxEscapes {
			from--
		}
		return from, text[from:end]
	}
	return end, ""
}

// endsLikeName reports whether the name before a sign ends with the last letters of a name that means a secret. It excludes most names at
// little cost.
func endsLikeName(text string, sign int) bool {
	end, _ := nameEnd(text, sign)
	if end < shortestName {
		return false
	}
	switch string([]byte{text[end-3] | 0x20, text[end-2] | 0x20, text[end-1] | 0x20}) {
	case "ord", "swd", "pwd", // password, passwd, pwd
		"ase", "ode", "kie", "ure", // passphrase, passcode, cookie, signature; also secret_key_base
		"ret", "jwt", "ken", "ion", "ial", "als", "eds", "rds", "ets", // secret, jwt, token, authorization, credential, credentials, creds, passwords, secrets
		"ata", "sig", "key", "ass", "uth", "lue", // client-key-data, sig, key, pass, auth, value
		"\x7fpw", "-pw": // an underscore has this form
		return true
	default:
		return false
	}
}

func isQuote(c byte) bool { return c == '"' || c == '\'' || c == '`' }
