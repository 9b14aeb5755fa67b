package redact

import (
	"regexp"
	"strings"
	"sync"
)

// shortestBare is the minimum length of an unquoted secret in bytes.
const shortestBare = 4

// context describes how a name and its value are written.
type context struct {
	kind kind
	// tight means that there are no blanks around the sign, as in a shell or a URL.
	tight bool
	// variable means that the name is an environment variable. line means that the name begins its line.
	variable, line bool
}

// isSecret reports whether a value is a secret, and not a placeholder, a reference, a type or an expression.
func isSecret(v value, c context) bool {
	if v.text == "" || isPlaceholder(v.text) || isReference(v.text) || isPlainWord(v.text) {
		return false
	}
	if c.kind == folder {
		if isFolder(v.text) {
			return false
		}
		c.kind = password
		if v.quote == "" && !c.tight {
			c.kind = token // the name of a variable, more often than a password
		}
	}
	switch {
	case c.kind == vague:
		return looksRandom(v.text, 16)
	case v.quote != "":
		return isSecretText(v.text, c)
	default:
		return !v.call && len(v.text) >= shortestBare && isSecretBare(v.text, c)
	}
}

// isSecretText judges a quoted value.
func isSecretText(text string, c context) bool {
	if isOfNameWords(text) || isSentence(text) || isCompoundName(text) {
		return false
	}
	if c.kind == password {
		return true
	}
	if strings.ContainsAny(text, " \t") || isColour(text) {
		return false
	}
	if isOfWords(text) && hasNameWord(text) {
		return false
	}
	return len(text) >= shortestBare && !isPath(text) && (contains(text, isDigit) || looksRandom(text, 16))
}

// isSecretBare judges an unquoted value. It may be an expression in a program, or a word of a sentence.
func isSecretBare(text string, c context) bool {
	if isExpression(text, c) || c.kind == token && isPath(text) {
		return false
	}
	if all(text, isNameByte) && !contains(text, isDigit) { // words
		if isOfNameWords(text) {
			return false
		}
		sure := c.tight || c.line && len(text) >= 6 && strings.ToLower(text) == text
		if c.kind == password {
			return sure && (c.variable && c.tight || !isCompoundName(text))
		}
		return looksRandom(text, 16) || c.variable && c.tight && len(text) >= 8 && all(text, isLetter)
	}
	if all(text, isDigit) {
		return c.kind == password || len(text) >= 10
	}
	if c.kind == password {
		return true
	}
	return len(text) >= 6 && (contains(text, isDigit) || !all(text, func(b byte) bool { return isNameByte(b) || b == '/' || b == ':' || b >= 0x80 }))
}

// plainWords are values that are not secrets, in lower case: literals, types, and words of forms and messages.
var plainWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for _, word := range strings.Fields(`
		null none nil true false undefined void empty unset yes no on off default auto
		string str text varchar char number int int32 int64 uint integer float double bool boolean byte bytes []byte object any unknown never optional
		secretstr secretstring securestring string[] list dict map array
		include omit same-origin required missing invalid incorrect wrong expired changed reset hidden masked protected
		redacted removed sensitive inherit bearer basic password email hashed plain read write admin readonly
	`) {
		words[word] = true
	}
	return words
})

func isPlainWord(text string) bool {
	return len(text) <= 16 && plainWords()[strings.ToLower(strings.Trim(text, "?!*&()[]"))]
}

// isPlaceholder reports whether a value is a placeholder: a mark, or one repeated sign.
func isPlaceholder(text string) bool {
	if strings.Contains(text, Mark) {
		return strings.ReplaceAll(text, Mark, "") == "" || strings.HasPrefix(text, Mark)
	}
	if text[0] == '<' && text[len(text)-1] == '>' || strings.HasSuffix(text, "...") || strings.HasSuffix(text, "…") {
		return true
	}
	return strings.Trim(text, text[:1]) == "" && !isDigit(text[0]) || strings.Trim(text, "*xX.-") == ""
}

// references are values that refer to a value elsewhere: $NAME, ${NAME}, $(command), {{ .Name }}, %NAME%, #{name}, @NAME@.
var references = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:\$\w*[A-Za-z_]\w*|\$?\$?\{.*\}|\$\(.*\)|\{\{.*\}\}|%\w+%|%[+#]?[a-zA-Z](?:\W.*)?|#\{.*\}|@[A-Z_]+@|` + "`.*`" + `|:\w+|\?)$`)
})

func isReference(text string) bool {
	if strings.IndexByte("${%#@`:?", text[0]) < 0 {
		return false
	}
	if strings.HasPrefix(text, "${") || strings.HasPrefix(text, "{{") || strings.HasPrefix(text, "$(") || strings.HasPrefix(text, "#{") {
		return true // it may have been cut at a blank
	}
	if text[0] == '$' && len(text) > 1 && isDigit(text[1]) {
		return len(text) == 2 // $1 is an argument, $2y$10$... a hash
	}
	return references().MatchString(text)
}

// isExpression reports whether an unquoted value is an expression in a program: a call, an index, a chain of names, or a composite literal.
func isExpression(text string, c context) bool {
	if strings.IndexByte("([{|", text[0]) >= 0 {
		return true
	}
	if isOperator := strings.IndexByte("*&!=~", text[0]) >= 0; isOperator && (!c.tight || c.kind != password) {
		return true
	}
	end := skip(text, 0, func(b byte) bool { return isNameByte(b) || b == ':' })
	if end > 0 && end < len(text) && (text[end] == '(' || text[end] == '[' || text[end] == '{') && !isDigit(text[0]) {
		return !c.tight || !c.variable && strings.Contains(text[end:], map[byte]string{'(': ")", '[': "]", '{': "}"}[text[end]])
	}
	if c.variable && c.tight {
		return false
	}
	return isChain(text) || !c.tight && contains(text, isDigit) && all(text, isNameByte) && hasNameWord(text) && isLetter(text[0])
}

// isChain reports whether a text is names joined by dots or arrows, such as process.env.TOKEN.
func isChain(text string) bool {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "->", "."), "::", ".")
	text = strings.ReplaceAll(text, "?.", ".")
	parts := strings.Split(text, ".")
	for _, part := range parts {
		if part == "" || !isLetter(part[0]) && part[0] != '_' || !all(part, isNameByte) || looksRandom(part, 8) {
			return false
		}
	}
	return len(parts) > 1
}

// isPath reports whether a value is a path or a URL.
func isPath(text string) bool {
	if strings.Contains(text, "://") {
		return true
	}
	for _, prefix := range []string{"/", "./", "../", "~/"} {
		if strings.HasPrefix(text, prefix) && strings.Contains(text[len(prefix):], "/") || strings.HasPrefix(text, prefix) && strings.Contains(text, ".") {
			return !looksRandom(text, 16)
		}
	}
	return len(text) > 2 && isLetter(text[0]) && text[1] == ':' && text[2] == '\\'
}

// isFolder reports whether a text is an absolute path, or a path in the home of the user.
func isFolder(text string) bool {
	return text[0] == '/' || text[0] == '~' || len(text) > 2 && text[1] == ':' && (text[2] == '\\' || text[2] == '/')
}

// nameWords are the words in names of secrets, and in placeholders for secrets.
var nameWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for _, word := range strings.Fields(`
		password passwords passwd passphrase pass pwd pw secret secrets token tokens key keys apikey credential credentials creds auth authorization cookie
		jwt bearer api access refresh session client private public user my your the a an new old current next this that db database admin login
		here value field input hash name id path file env string text type url error data test example placeholder change me changeme in from
		get set is has valid sig signature confirm confirmation repeat reset forgot enter encrypted hashed raw plain default github gitlab aws app
	`) {
		words[word] = true
	}
	return words
})

// secretWords are the words of nameWords that mean a secret.
const secretWords = " password passwords passwd passphrase pass pwd secret secrets token tokens key keys apikey credential credentials creds auth authorization cookie sig signature jwt hash "

// isOfNameWords reports whether a text consists of nameWords and has one of secretWords: apiKey, YOUR_TOKEN_HERE.
func isOfNameWords(text string) bool {
	if len(text) > maxName {
		return false
	}
	secret := false
	for _, word := range words(text) {
		if !nameWords()[word] {
			return false
		}
		secret = secret || strings.Contains(secretWords, " "+word+" ")
	}
	return secret
}

// hasNameWord reports whether a name has one of secretWords.
func hasNameWord(text string) bool {
	for _, word := range words(text) {
		if strings.Contains(secretWords, " "+strings.TrimRight(word, "0123456789")+" ") {
			return true
		}
	}
	return false
}

// isCompoundName reports whether a text is an identifier with one of secretWords: newPasswordHash, password_ptr.
func isCompoundName(text string) bool {
	return all(text, func(c byte) bool { return isLetter(c) || isJoint(c) }) && isLetter(text[0]) && hasNameWord(text) && len(words(text)) > 1
}

// isColour reports whether a text is a hexadecimal colour.
func isColour(text string) bool {
	return text[0] == '#' && len(text) <= 9 && all(text[1:], isHex)
}

// words returns the words of a name in lower case. It splits at signs, and where an upper-case letter follows a lower-case one.
func words(text string) []string {
	var list []string
	start := -1
	for i := 0; i <= len(text); i++ {
		ends := i == len(text) || !isAlnum(text[i]) && text[i] < 0x80 || i > 0 && isUpper(text[i]) && isLower(text[i-1])
		if ends && start >= 0 {
			list = append(list, strings.ToLower(text[start:i]))
			start = -1
		}
		if start < 0 && i < len(text) && (isAlnum(text[i]) || text[i] >= 0x80) {
			start = i
		}
	}
	return list
}

// isSentence reports whether a text is a sentence: several words of letters, with an initial capital or one of secretWords.
func isSentence(text string) bool {
	fields := strings.Fields(text)
	if len(fields) < 2 {
		return false
	}
	plain := 0
	for _, field := range fields {
		if all(strings.Trim(field, ".,:;!?()'\"-"), isLetter) {
			plain++
		}
	}
	return plain == len(fields) && (hasNameWord(text) || len(fields) >= 3 && isUpper(text[0])) || plain >= 5
}
