package redact

import "strings"

// maxCommand is the number of bytes before an option in which the name of its command is searched for.
const maxCommand = 512

// commandTriggers returns the triggers of options, of commands that set variables, and of .netrc.
func commandTriggers() []trigger {
	return []trigger{
		{word: "--", form: functions{isSecretOption, checkLongOption}},
		{word: " -", form: functions{isShortOption, checkShortOption}},
		{word: "ENV ", atWord: true, form: functions{isSetSecret, checkSet}},
		{word: "setx ", fold: true, atWord: true, form: functions{isSetSecret, checkSet}},
		{word: "set -x ", atWord: true, form: functions{isSetSecret, checkSet}},
		{word: "set -gx ", atWord: true, form: functions{isSetSecret, checkSet}},
		{word: " configure set ", form: functions{isSetSecret, checkSet}},
		{word: "password", fold: true, atWord: true, form: functions{isNetrc, checkNetrc}},
	}
}

// isOptionName reports whether a name is an option with a secret, such as --password.
func isOptionName(name string) bool {
	return strings.HasPrefix(name, "-") && kindOf(name) != noSecret
}

// optionAt returns the name of the option at a position, and its end.
func optionAt(text string, at int) (name string, end int) {
	end = skip(text, at, isNameByte)
	return text[at:end], end
}

func isSecretOption(text string, start, _ int) bool {
	if start > 0 && (isNameByte(text[start-1])) || start+2 < len(text) && !isLetter(text[start+2]) {
		return false
	}
	name, end := optionAt(text, start)
	if end == len(text) {
		return false
	}
	return isUserOption(name) || text[end] != '=' && isOptionName(name) // the sign has a trigger of its own
}

// checkLongOption checks the value of an option such as --password x.
func checkLongOption(s *search, start, _ int) {
	name, end := optionAt(s.text, start)
	switch {
	case isUserOption(name) && (isBlank(s.text[end]) || s.text[end] == '='):
		if command := commandBefore(s.text, start, credentialCommands); command != "" {
			checkUser(s, end+1)
		}
	case isBlank(s.text[end]):
		checkOptionValue(s, name, end)
	}
}

// checkOptionValue checks the value at a position. A value that begins with a hyphen is the next option.
func checkOptionValue(s *search, name string, at int) {
	v := valueAt(s.text, at, true)
	if strings.HasPrefix(v.text, "-") {
		return
	}
	c := context{kind: kindOf(name), variable: true, tight: contains(v.text, isDigit) || endsOption(s.text, v.end)}
	if isHelpWord(v.text) {
		return
	}
	if isSecret(v, c) || c.kind == vague && v.quote != "" && isSecret(v, context{kind: token}) {
		s.add(v.start, v.end)
	}
}

// endsOption reports whether another option or the end of the command follows. In a sentence, a word follows.
func endsOption(text string, end int) bool {
	at := skip(text, end, isBlank)
	return at == len(text) || strings.IndexByte("-\n;|&\"'", text[at]) >= 0
}

// isHelpWord reports whether a word often follows the name of an option in sentences and help texts.
func isHelpWord(word string) bool {
	const words = " option options flag flags argument arguments parameter parameters instead "
	return strings.Contains(words, " "+strings.ToLower(word)+" ")
}

// isSetSecret reports whether a name that means a secret follows a command that sets variables, as in ENV API_TOKEN x.
func isSetSecret(text string, _, end int) bool {
	name, at := optionAt(text, end)
	return at < len(text) && isBlank(text[at]) && kindOf(name) != noSecret
}

func checkSet(s *search, _, end int) {
	name, at := optionAt(s.text, end)
	checkOptionValue(s, name, at)
}

// isUserOption reports whether an option has a user and a password.
func isUserOption(name string) bool { return name == "--user" || name == "--proxy-user" }

// Programs with short options for secrets.
const (
	credentialCommands = " curl http https xh "
	mysqlCommands      = " mysql mysqldump mysqladmin mysqlimport mysqlshow mariadb mariadb-dump mariadb-admin "
	passwordCommands   = " sshpass login mongosh mongo mongodump mongorestore "
	redisCommands      = " redis-cli valkey-cli http https "
	archiveCommands    = " unzip zip "
)

// isShortOption reports whether this may be a short option with a secret, or a long one with a single hyphen.
func isShortOption(text string, start, _ int) bool {
	if name, end := optionAt(text, start+1); len(name) > len("-x") && end < len(text) && isBlank(text[end]) && isOptionName(name) {
		return true // a long option with one hyphen: -storepass x
	}
	return start+3 < len(text) && strings.IndexByte("upaP", text[start+2]) >= 0 && text[start+3] != '-'
}

// checkShortOption checks options such as -u user:password of curl, -pPASSWORD of mysql and -p PASSWORD of sshpass.
func checkShortOption(s *search, start, _ int) {
	if name, end := optionAt(s.text, start+1); isOptionName(name) {
		checkOptionValue(s, name, end)
		return
	}
	at := start + 3
	apart := isBlank(s.text[at])
	commands := map[byte]string{'u': credentialCommands, 'p': passwordCommands, 'a': redisCommands, 'P': archiveCommands}[s.text[start+2]]
	if s.text[start+2] == 'p' && !apart {
		commands = mysqlCommands + "sshpass "
	}
	switch command := commandBefore(s.text, start, commands); {
	case command == "":
	case s.text[start+2] == 'u' || s.text[start+2] == 'a' && strings.HasPrefix(command, "http"):
		checkUser(s, at)
	default:
		v := valueAt(s.text, at, true)
		if isSecret(v, context{kind: password, tight: true, variable: true}) {
			s.add(v.start, v.end)
		}
	}
}

// checkUser replaces the password of user:password.
func checkUser(s *search, at int) {
	v := valueAt(s.text, at, true)
	user, secret, found := strings.Cut(v.text, ":")
	if !found || secret == "" || isReference(secret) || isPlaceholder(secret) || strings.HasPrefix(secret, "//") || isOfNameWords(secret) {
		return
	}
	s.add(v.start+len(user)+1, v.end)
}

// commandBefore returns the program of the command to which an option belongs, or "" if it is not one of programs.
func commandBefore(text string, option int, programs string) string {
	end := option
	for least := max(option-maxCommand, 0); end > least; {
		start := skipBack(text, end, maxName, func(c byte) bool { return isAlnum(c) || c == '-' || c == '_' })
		if word := text[start:end]; len(word) > 2 && isLetter(word[0]) && strings.Contains(programs, " "+word+" ") {
			return word
		}
		if start == 0 || endsCommand(text, start-1) {
			return ""
		}
		end = start - 1
	}
	return ""
}

// endsCommand reports whether a byte ends a command. A backslash before a line break continues it.
func endsCommand(text string, at int) bool {
	switch text[at] {
	case ';', '|':
		return true
	case '\n':
		return at == 0 || text[at-1] != '\\' && (at == 1 || text[at-2] != '\\')
	default:
		return false
	}
}

// isNetrc reports whether "password" follows "login" and a name, as in .netrc.
func isNetrc(text string, start, _ int) bool {
	if end := start + len("password"); end == len(text) || !isSpace(text[end]) {
		return false
	}
	user := skipBack(text, skipBack(text, start, maxName, isSpace), maxName, func(c byte) bool { return !isSpace(c) })
	login := skipBack(text, user, maxName, isSpace)
	return login < user && user < start && strings.HasSuffix(text[:login], "login")
}

func checkNetrc(s *search, start, _ int) {
	at := skip(s.text, start+len("password"), isSpace)
	if v := valueAt(s.text, at, true); isSecret(v, context{kind: password, tight: true, variable: true}) {
		s.add(v.start, v.end)
	}
}
