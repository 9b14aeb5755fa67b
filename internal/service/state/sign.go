package state

import (
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// thread is the main thread of a session, or a subagent in it.
type thread struct {
	actor string
	signs []model.SessionSign
	// notices are the waits that notifications report, each with the call or the request that it is about.
	notices []notice
	// waits are what the thread waits for, as far as nothing shows that it is over.
	waits []wait
}

// compaction is the origin of a start that only says that the conversation was compacted.
const compaction = "compact"

func kindOf(sign model.SessionSign) agent.EventKind { return agent.EventNamed(sign.Tool).Kind }

func isPrompt(sign model.SessionSign) bool { return sign.Tool == model.ToolUserQuery }

// isStart reports whether a session began, or was resumed. A compaction changes nothing.
func isStart(sign model.SessionSign) bool {
	return kindOf(sign) == agent.SessionStarted && sign.Origin != compaction
}

func isEnd(sign model.SessionSign) bool { return kindOf(sign) == agent.SessionEnded }

// isCall reports whether the sign is a call of a tool, or a delegation.
func isCall(sign model.SessionSign) bool {
	return !isPrompt(sign) && (sign.Type == ingest.TypeToolCall || sign.Type == ingest.TypeTaskDelegation)
}

// isOpen reports whether the call has not ended. One that is over only because nothing was heard may go on.
func isOpen(sign model.SessionSign) bool {
	return isCall(sign) && (sign.Status.IsRunning() || sign.Silent)
}

// isMessage reports whether the agent said something, or went on after somebody else than the user did.
func isMessage(sign model.SessionSign) bool {
	return sign.Tool == model.ToolMessage || sign.Tool == ingest.ForeignPrompt
}

// isActivity reports whether the sign shows that its thread works.
func isActivity(sign model.SessionSign) bool { return isCall(sign) || isMessage(sign) }

// closesWaits reports whether the sign shows that its thread waits for nothing any more, whatever it waited for.
func closesWaits(sign model.SessionSign) bool {
	switch kindOf(sign) {
	case agent.TurnEnded, agent.TurnFailed, agent.TurnInterrupted, agent.SessionEnded, agent.SubagentStopped:
		return true
	}
	return isPrompt(sign)
}

// isAfter reports whether an instant is later than another by more than a duration.
func isAfter(at, than model.Instant, by time.Duration) bool {
	seconds, ok := at.Seconds(than)
	return ok && seconds > by.Seconds()
}
