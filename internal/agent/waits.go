package agent

import "strings"

// Wait is what an agent waits for.
type Wait int

// The waits of an agent. NoWait stands for none.
const (
	NoWait Wait = iota
	// ForPermission waits until the user permits a call, ForQuestion until the user answers, and ForPlan until the user agrees to a plan.
	ForPermission
	ForQuestion
	ForPlan
	// ForLimit waits until a limit of the provider has passed, ForLogin until the user has logged in.
	ForLimit
	ForLogin
)

// Waits says by what an agent shows that it waits.
type Waits struct {
	// Notices are the types of its notifications that say something of its state.
	Notices map[string]Notification
	// Tools are the tools by which it asks the user.
	Tools map[string]Wait
	// Failures are what failures of requests say, in words or parts of a text that are compared in lower case. The first that fits counts.
	Failures []FailureWords
	// CutShort are the words, in a failure or as the reason why an answer ended, for an answer that became too long.
	CutShort []string
	// AnswerEnds says that a transcript marks no end of a turn, and that an answer without a call is the last one.
	AnswerEnds bool
}

// Notification says what a type of notification means.
type Notification struct {
	// Wait is what the agent waits for.
	Wait Wait
	// OfCall says that the wait is about a call that has begun, so that a notice that comes late, when its call has ended, says nothing.
	OfCall bool
	// Answers is the wait that is over.
	Answers Wait
	// Idle says that the agent has done what it was asked, and that it is the turn of the user.
	Idle bool
	// Details are the members of the payload's details that say what the wait is about, the best first.
	Details []string
}

// FailureWords are what failures of one kind say.
type FailureWords struct {
	Wait  Wait
	Words []string
}

// NoticeNamed returns what a type of notification means, for whichever agent, and false for one that says nothing of a state.
func NoticeNamed(kind string) (Notification, bool) {
	for i := range registry {
		if notice, ok := registry[i].Waits.Notices[kind]; ok {
			return notice, true
		}
	}
	return Notification{}, false
}

// AskedBy returns what an agent waits for while a call of a tool is open, NoWait for most tools.
func AskedBy(tool string) Wait {
	for i := range registry {
		if wait := registry[i].Waits.Tools[tool]; wait != NoWait {
			return wait
		}
	}
	return NoWait
}

// FailureOf returns what an agent waits for after a failure, by the texts that describe it; NoWait for any other failure.
func FailureOf(texts ...string) Wait {
	said := strings.ToLower(strings.Join(texts, "\n"))
	for i := range registry {
		for _, failure := range registry[i].Waits.Failures {
			for _, word := range failure.Words {
				if strings.Contains(said, word) {
					return failure.Wait
				}
			}
		}
	}
	return NoWait
}

// IsCutShort reports whether a text says that an answer ended because it became too long.
func IsCutShort(text string) bool {
	for i := range registry {
		for _, word := range registry[i].Waits.CutShort {
			if text == word {
				return true
			}
		}
	}
	return false
}
