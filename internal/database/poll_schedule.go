package database

import (
	"slices"
	"time"
)

const (
	// announcedPause is the time between polls while the file system announces commits. These polls find what it did not announce.
	announcedPause = 2 * time.Second
	// While it does not, polls are rarer the longer nothing is committed.
	quietAfter      = 2 * time.Second
	quietFactor     = 2
	veryQuietAfter  = time.Minute
	veryQuietFactor = 10
)

// soonPauses and laterPauses are those between the polls after a notice. A file is written before the commit becomes visible: the index of
// the write-ahead log is written last, is shared memory, and causes no notice. Usually that takes less than a millisecond, but the writer
// may wait for its disk first, or for a processor on a busy machine. The pauses grow with the time since the notice, until the ordinary poll is
// near: a commit is found late only where its writer was late.
func soonPauses() []time.Duration {
	return []time.Duration{300 * time.Microsecond, 700 * time.Microsecond, 2 * time.Millisecond, 7 * time.Millisecond}
}

func laterPauses() []time.Duration {
	return []time.Duration{20 * time.Millisecond, 70 * time.Millisecond, 200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond}
}

// pollSchedule decides when to poll for commits of other processes.
type pollSchedule struct {
	// announced says that commits come with a notice of the file system, as far as is known.
	announced bool
	// interval is the time between polls while commits are not announced, and while many are.
	interval time.Duration
	// soon and later are the pauses that are left after the last notice. again says that another notice came during the soon ones.
	soon, later []time.Duration
	again       bool
	// unannounced says that the last change was found without a notice, so far.
	unannounced bool
	// changed is the time of the last change.
	changed time.Time
}

func newPollSchedule(announced bool, interval time.Duration) *pollSchedule {
	return &pollSchedule{announced: announced, interval: interval}
}

// waits reports whether a poll follows the next notice at once. It does not while polls follow an earlier one closely: under continuous
// writing that bounds the polls to one in each interval.
func (s *pollSchedule) waits() bool { return len(s.soon) == 0 }

// next returns the time to the next poll. noticed says whether a notice came since the last poll, changed whether the present
// poll found a commit.
func (s *pollSchedule) next(now time.Time, noticed, changed bool) time.Duration {
	idle, busy := len(s.soon)+len(s.later) == 0, len(s.soon) > 0
	if changed {
		s.changed = now
		s.unannounced = s.unannounced || idle && s.announced
	}
	if noticed {
		s.announced, s.unannounced, s.again = true, false, true
	}
	s.advance()
	switch {
	case s.again && s.waits():
		s.begin(busy)
	case s.unannounced && idle:
		s.begin(false)
	case s.unannounced && len(s.soon)+len(s.later) == 0:
		s.announced, s.unannounced = false, false // its notice would have come by now
	}
	if left := slices.Concat(s.soon, s.later); len(left) > 0 {
		return left[0]
	}
	return s.idlePause(now)
}

// advance drops the pause that is over.
func (s *pollSchedule) advance() {
	switch {
	case len(s.soon) > 0:
		s.soon = s.soon[1:]
	case len(s.later) > 0:
		s.later = s.later[1:]
	}
}

// begin plans the polls after a notice or an unannounced change. Where they follow others closely, commits are frequent.
func (s *pollSchedule) begin(frequent bool) {
	s.soon, s.later, s.again = soonPauses(), laterPauses(), false
	if frequent {
		s.soon = []time.Duration{s.interval}
	}
}

func (s *pollSchedule) idlePause(now time.Time) time.Duration {
	quiet := now.Sub(s.changed)
	switch {
	case s.announced:
		return announcedPause
	case quiet < quietAfter:
		return s.interval
	case quiet < veryQuietAfter:
		return quietFactor * s.interval
	default:
		return veryQuietFactor * s.interval
	}
}
