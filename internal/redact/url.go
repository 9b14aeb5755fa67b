package redact

import "strings"

func urlTriggers() []trigger {
	return []trigger{
		{word: "://", form: functions{hasUser, checkUserOfURL}},
		{word: "hooks.slack.com/", fold: true, form: functions{check: checkWebhook}},
		{word: "/api/webhooks/", form: functions{check: checkWebhook}},
		{word: ".webhook.office.com/", fold: true, form: functions{check: checkWebhook}},
		{word: "bot", form: functions{isTelegram, checkTelegram}},
		{word: ":AA", form: functions{isTelegramToken, checkTelegramToken}},
	}
}

// authorityEnd returns the end of the URL that begins at a position, at most maxCommand bytes away.
func authorityEnd(text string, at int) int {
	for i := at; i < min(len(text), at+maxCommand); i++ {
		if c := text[i]; isSpace(c) || isQuote(c) || strings.IndexByte("<>\\)", c) >= 0 {
			return i
		}
	}
	return min(len(text), at+maxCommand)
}

// userAt returns the user and the password of the URL whose authority begins at a position.
func userAt(text string, at int) (user, secret string, ok bool) {
	rest := text[at:authorityEnd(text, at)]
	end := strings.IndexByte(rest, '@')
	if end < 0 {
		return "", "", false
	}
	path := strings.IndexAny(rest, "/?#")
	if path < 0 {
		path = len(rest)
	}
	if path > end {
		end = strings.LastIndexByte(rest[:path], '@') // a password may have one too
	}
	user, secret, found := strings.Cut(rest[:end], ":")
	if path < end { // the password has a slash, or a port and a path stand before the sign
		port := skip(secret, 0, isDigit)
		if !found || strings.ContainsAny(user, "/?#") || secret == "" || port < len(secret) && strings.IndexByte("/?#", secret[port]) >= 0 {
			return "", "", false
		}
	}
	return user, secret, true
}

func hasUser(text string, start, _ int) bool {
	_, _, ok := userAt(text, start+len("://"))
	return ok && start > 0 && isAlnum(text[start-1])
}

// checkUserOfURL replaces the password in scheme://user:password@host, or a user that is a token.
func checkUserOfURL(s *search, start, _ int) {
	at := start + len("://")
	user, secret, _ := userAt(s.text, at)
	switch {
	case secret == "" && looksRandom(user, 16):
		s.add(at, at+len(user))
	case secret != "" && !isPlaceholder(secret) && !isReference(secret) && !isPlainUserInfo(secret):
		s.add(at+len(user)+1, at+len(user)+1+len(secret))
	}
}

// isPlainUserInfo reports whether a password is a placeholder such as PASSWORD.
func isPlainUserInfo(secret string) bool {
	return isOfNameWords(secret) && strings.ToLower(secret) != secret
}

// checkWebhook replaces the path of a webhook. Whoever knows it can post there.
func checkWebhook(s *search, start, _ int) {
	at := start + strings.LastIndexByte(s.text[start:min(len(s.text), start+len(".webhook.office.com/"))], '/') + 1
	for _, word := range []string{"hooks.slack.com/", "/api/webhooks/", ".webhook.office.com/"} {
		if hasPrefixFold(s.text[start:], word) {
			at = start + len(word)
		}
	}
	end := skip(s.text, at, func(c byte) bool { return isTokenByte(c) || c == '/' || c == '@' })
	if contains(s.text[at:end], isDigit) && end-at >= 20 {
		s.add(at, end)
	}
}

// telegramID is the minimum number of digits in the id of a Telegram bot.
const telegramID = 6

func isTelegram(text string, start, _ int) bool {
	at := start + len("bot")
	end := skip(text, at, isDigit)
	return end-at >= telegramID && end < len(text) && text[end] == ':' && skip(text, end+1, isTokenByte)-end > 30
}

// checkTelegram replaces the token in the URL of a Telegram bot.
func checkTelegram(s *search, start, _ int) {
	at := start + len("bot")
	s.add(at, skip(s.text, skip(s.text, at, isDigit)+1, isTokenByte))
}

func isTelegramToken(text string, start, _ int) bool {
	return start-skipBack(text, start, 12, isDigit) >= telegramID && skip(text, start+1, isTokenByte)-start > 30
}

func checkTelegramToken(s *search, start, _ int) {
	s.add(skipBack(s.text, start, 12, isDigit), skip(s.text, start+1, isTokenByte))
}
