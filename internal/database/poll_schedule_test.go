package database

import (
	"testing"
	"time"
)

// poll is what one poll finds, and the pause that has to follow it.
type poll struct {
	noticed, changed bool
	pause            time.Duration
	// waits says whether the next notice ends the pause.
	waits bool
}

const (
	us = time.Microsecond
	ms = time.Millisecond
)

func TestPollsFollowNoticesAndAreRareOtherwise(t *testing.T) {
	for name, test := range map[string]struct {
		announced bool
		polls     []poll
	}{
		"nothing happens": {true, []poll{
			{pause: announcedPause, waits: true},
			{pause: announcedPause, waits: true},
		}},
		"a commit that is visible at once": {true, []poll{
			{noticed: true, changed: true, pause: 300 * us},
			{pause: 700 * us}, {pause: 2 * ms}, {pause: 7 * ms},
			{pause: 20 * ms, waits: true}, {pause: 70 * ms, waits: true}, {pause: 200 * ms, waits: true}, {pause: 400 * ms, waits: true}, {pause: 800 * ms, waits: true},
			{pause: announcedPause, waits: true},
		}},
		"a commit that becomes visible after its notice": {true, []poll{
			{noticed: true, pause: 300 * us},
			{changed: true, pause: 700 * us},
		}},
		"a commit whose writer waits for its disk": {true, []poll{
			{noticed: true, pause: 300 * us},
			{pause: 700 * us}, {pause: 2 * ms}, {pause: 7 * ms}, {pause: 20 * ms, waits: true},
			{changed: true, pause: 70 * ms, waits: true},
		}},
		"many commits": {true, []poll{
			{noticed: true, changed: true, pause: 300 * us},
			{noticed: true, changed: true, pause: 700 * us}, {pause: 2 * ms}, {pause: 7 * ms},
			{noticed: true, changed: true, pause: 10 * ms},
			{noticed: true, changed: true, pause: 10 * ms},
			{pause: 20 * ms, waits: true},
		}},
		"a commit after some rest": {true, []poll{
			{noticed: true, changed: true, pause: 300 * us},
			{pause: 700 * us}, {pause: 2 * ms}, {pause: 7 * ms}, {pause: 20 * ms, waits: true},
			{noticed: true, pause: 300 * us},
		}},
		"a commit without a notice": {true, []poll{
			{changed: true, pause: 300 * us},
			{pause: 700 * us}, {pause: 2 * ms}, {pause: 7 * ms},
			{pause: 20 * ms, waits: true}, {pause: 70 * ms, waits: true}, {pause: 200 * ms, waits: true}, {pause: 400 * ms, waits: true}, {pause: 800 * ms, waits: true},
			{pause: 10 * ms, waits: true},
			{changed: true, pause: 10 * ms, waits: true},
		}},
		"a commit that is found before its notice": {true, []poll{
			{changed: true, pause: 300 * us},
			{noticed: true, pause: 700 * us}, {pause: 2 * ms}, {pause: 7 * ms},
			{pause: 10 * ms}, {pause: 20 * ms, waits: true}, {pause: 70 * ms, waits: true}, {pause: 200 * ms, waits: true}, {pause: 400 * ms, waits: true}, {pause: 800 * ms, waits: true},
			{pause: announcedPause, waits: true},
		}},
		"notices begin to come": {false, []poll{
			{changed: true, pause: 10 * ms, waits: true},
			{noticed: true, pause: 300 * us},
			{pause: 700 * us}, {pause: 2 * ms}, {pause: 7 * ms},
			{pause: 20 * ms, waits: true}, {pause: 70 * ms, waits: true}, {pause: 200 * ms, waits: true}, {pause: 400 * ms, waits: true}, {pause: 800 * ms, waits: true},
			{pause: announcedPause, waits: true},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			schedule := newPollSchedule(test.announced, 10*ms)
			now := time.Unix(1000, 0)
			for i, p := range test.polls {
				if got := schedule.next(now, p.noticed, p.changed); got != p.pause || schedule.waits() != p.waits {
					t.Errorf("after poll %d: pause %v, waits for a notice: %v; want %v, %v", i, got, schedule.waits(), p.pause, p.waits)
				}
				now = now.Add(p.pause)
			}
		})
	}
}

// TestACommitIsFoundSoonHoweverLateItBecomesVisible lets a writer stop between its notice and the moment at which its commit becomes visible.
func TestACommitIsFoundSoonHoweverLateItBecomesVisible(t *testing.T) {
	for late := 100 * us; late < 10*time.Second; late += late / 3 {
		schedule, at := newPollSchedule(true, 10*ms), time.Duration(0)
		for noticed := true; at < late; noticed = false {
			at += schedule.next(time.Unix(1000, 0).Add(at), noticed, false)
		}
		if limit := min(3*late, announcedPause) + 300*us; at-late > limit {
			t.Errorf("a commit that is visible after %v is found %v later, want at most %v", late, at-late, limit)
		}
	}
}

func TestPollsWithoutNoticesBecomeRarer(t *testing.T) {
	schedule, now := newPollSchedule(false, 10*ms), time.Unix(1000, 0)
	schedule.next(now, false, true)
	for _, test := range []struct{ quiet, pause time.Duration }{{0, 10 * ms}, {time.Second, 10 * ms}, {3 * time.Second, 20 * ms}, {2 * time.Minute, 100 * ms}} {
		if got := schedule.next(now.Add(test.quiet), false, false); got != test.pause {
			t.Errorf("after %v: %v, want %v", test.quiet, got, test.pause)
		}
	}
}
