package model

import "slices"

// Status says whether an event is running, or how it ended, as it is stored. Agents and other programs store words of their own beside the
// constants; words are compared as they are, upper and lower case differ. This file is the only place that says what a status means.
//
// completed says that an answer or a result came, cancelled that somebody interrupted, and rejected that a call was not permitted and so was
// never made. What was running when its session ended, and of which nothing else is known, is recorded: it neither failed nor completed.
type Status string

// The statuses that have a meaning here.
const (
	// StatusNone stands for a row or a source that states no status. It is shown as recorded, and counts as that.
	StatusNone Status = ""

	StatusRecorded  Status = "recorded"
	StatusSuccess   Status = "success"
	StatusCompleted Status = "completed"

	StatusError     Status = "error"
	StatusFailed    Status = "failed"
	StatusCancelled Status = "cancelled"
	StatusTimeout   Status = "timeout"

	StatusStarted    Status = "started"
	StatusRunning    Status = "running"
	StatusInProgress Status = "in_progress"
	StatusPending    Status = "pending"

	// StatusRejected stands for a call that a person, or a rule of theirs, did not permit.
	StatusRejected Status = "rejected"
)

// SuccessStatuses returns the words of a success. A row without a status is a success too, which a condition in SQL must say itself.
func SuccessStatuses() []Status { return []Status{StatusRecorded, StatusSuccess, StatusCompleted} }

// ErrorStatuses returns the words of an error.
func ErrorStatuses() []Status {
	return []Status{StatusError, StatusFailed, StatusCancelled, StatusTimeout}
}

// RunningStatuses returns the words of an event that is not over.
func RunningStatuses() []Status {
	return []Status{StatusStarted, StatusRunning, StatusInProgress, StatusPending}
}

// Statuses returns all words that have a meaning.
func Statuses() []Status {
	return slices.Concat(RunningStatuses(), SuccessStatuses(), ErrorStatuses(), []Status{StatusRejected})
}

// IsKnown reports whether the word has a meaning here.
func (s Status) IsKnown() bool { return slices.Contains(Statuses(), s) }

// IsSuccess reports whether the event succeeded, or was recorded and nothing else is known of it.
func (s Status) IsSuccess() bool { return s == StatusNone || slices.Contains(SuccessStatuses(), s) }

// IsError reports whether the event failed or was broken off.
func (s Status) IsError() bool { return slices.Contains(ErrorStatuses(), s) }

// IsRunning reports whether the event has not ended.
func (s Status) IsRunning() bool { return slices.Contains(RunningStatuses(), s) }

// IsOver reports whether the event is not running. Rejected and unknown words are over, and neither success nor error.
func (s Status) IsOver() bool { return !s.IsRunning() }

// IsCompleted reports whether the event succeeded and its end is known: what was merely recorded is a success, but not completed.
func (s Status) IsCompleted() bool { return s == StatusCompleted || s == StatusSuccess }

// StatesEnd reports whether the word itself says that the event ended. A status of none or recorded is over too, but says nothing
// of an end: the same event may be reported as running by another source.
func (s Status) StatesEnd() bool { return s.rank() >= rankEnded }

// The ranks of statuses: of two reported ones the higher is kept, of two of one rank the first. A rejected call is the highest, because some
// sources report it as a failure, or as cancelled, without saying why.
const (
	rankNone = iota
	rankRecorded
	rankRunning
	rankEnded
	rankBrokenOff
	rankSucceeded
	rankFailed
	rankRejected
)

func (s Status) rank() int {
	switch {
	case s == StatusNone:
		return rankNone
	case s == StatusRecorded:
		return rankRecorded
	case s.IsRunning():
		return rankRunning
	case s == StatusRejected:
		return rankRejected
	case s == StatusCancelled || s == StatusTimeout:
		return rankBrokenOff
	case s.IsSuccess():
		return rankSucceeded
	case s.IsError():
		return rankFailed
	default: // unknown words
		return rankEnded
	}
}

// Outranks reports whether s takes the place of other when sources report both.
func (s Status) Outranks(other Status) bool { return s.rank() > other.rank() }

// OrRecorded returns the status as it is shown: recorded where none is stored.
func (s Status) OrRecorded() Status {
	if s == StatusNone {
		return StatusRecorded
	}
	return s
}
