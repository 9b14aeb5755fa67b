package agent

import (
	"slices"
	"strings"
)

// Speech says what an agent writes in the place of the user that the user did not write: messages of other agents, notifications, output of
// commands. Such texts begin no turn. Where a source states who wrote a text, that counts; otherwise the text itself decides.
type Speech struct {
	// Member is the member of the hook's payload that states who wrote the prompt, "" for none.
	Member string
	// User are the words, in that member and in transcripts, for the user or a program that speaks for the user; Others are those for anybody else.
	User, Others []string
	// Beginnings are the beginnings of texts that the user did not write.
	Beginnings []string
	// Aside is the name of an element that may precede the text of the user.
	Aside string
	// Typed is the name of the element in which a command of the agent stands that the user typed.
	Typed string
	// Arguments is the name of the element with the arguments of that command.
	Arguments string
	// Shell is the name of the element in which a command of the shell stands that the user typed, and ShellOutput are those of its outputs.
	Shell       string
	ShellOutput []string
}

// IsUser reports whether a word states that the user wrote a text; ok is false where it states nothing that is known.
func (s Speech) IsUser(word string) (isUser, ok bool) {
	isUser = slices.Contains(s.User, word)
	return isUser, isUser || slices.Contains(s.Others, word)
}

// IsFromUser reports whether the user wrote a text, as far as the text itself shows it.
func (s Speech) IsFromUser(text string) bool {
	text = strings.TrimSpace(text)
	if s.isTyped(text) {
		return true
	}
	for _, beginning := range s.Beginnings {
		if strings.HasPrefix(text, beginning) {
			return false
		}
	}
	if s.Aside != "" && Element(text) == s.Aside {
		_, rest, ok := strings.Cut(text, "</"+s.Aside+">")
		return ok && s.IsFromUser(rest)
	}
	return text != "" && (s.Typed == "" || !isWrapped(text))
}

// IsFromUser reports whether the user wrote a text, as far as the text itself shows it, whichever agent it was written to.
func IsFromUser(text string) bool {
	for i := range registry {
		if !registry[i].Speech.IsFromUser(text) {
			return false
		}
	}
	return true
}

// AsTyped returns a command of the agent as the user typed it, and any other text as it is.
func (s Speech) AsTyped(text string) string {
	if s.Typed == "" {
		return text
	}
	name := Inside(text, s.Typed)
	if name == "" || !s.IsFromUser(text) {
		return text
	}
	return strings.TrimSpace(name + " " + Inside(text, s.Arguments))
}

// isTyped reports whether a text is a command of the agent that the user typed: its element, behind others of its kind.
func (s Speech) isTyped(text string) bool {
	kind, _, _ := strings.Cut(s.Typed, "-")
	for name := Element(text); name != "" && strings.HasPrefix(name, kind+"-"); name = Element(text) {
		if name == s.Typed {
			return true
		}
		_, rest, _ := strings.Cut(text, "</"+name+">")
		text = strings.TrimSpace(rest)
	}
	return false
}

// isWrapped reports whether a text is nothing but elements with names of two words: agents wrap in such elements what they add to the messages
// of the user, and invent new ones.
func isWrapped(text string) bool {
	for text != "" {
		name := Element(text)
		if !strings.Contains(name, "-") {
			return false
		}
		_, rest, ok := strings.Cut(text, "</"+name+">")
		if !ok {
			return false
		}
		text = strings.TrimSpace(rest)
	}
	return true
}

// Element returns the name of the element with which a text begins, "" for none.
func Element(text string) string {
	rest, ok := strings.CutPrefix(text, "<")
	if !ok {
		return ""
	}
	end := strings.IndexFunc(rest, func(c rune) bool { return c != '-' && c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') })
	if end <= 0 || !strings.ContainsRune(" \t\n>", rune(rest[end])) {
		return ""
	}
	return rest[:end]
}

// Inside returns what the first element with a name contains, "" for nothing or where there is none.
func Inside(text, name string) string {
	_, rest, isOpen := strings.Cut(text, "<"+name+">")
	inner, _, isClosed := strings.Cut(rest, "</"+name+">")
	if !isOpen || !isClosed {
		return ""
	}
	return strings.Clone(strings.TrimSpace(inner))
}
