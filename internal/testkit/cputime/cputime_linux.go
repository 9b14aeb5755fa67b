// Package cputime measures work in tests that must not depend on what else the machine does.
package cputime

import (
	"runtime"
	"syscall"
	"testing"
	"time"
)

// Of returns the time for which a processor worked on run: the shortest of several times. Unlike the time on a clock it hardly depends on
// what else the machine does.
func Of(t *testing.T, run func()) time.Duration {
	t.Helper()
	const tries = 3
	runtime.LockOSThread() // the time is that of a thread
	defer runtime.UnlockOSThread()
	shortest := time.Duration(-1)
	for range tries {
		before := threadTime(t)
		run()
		if took := threadTime(t) - before; shortest < 0 || took < shortest {
			shortest = took
		}
	}
	return shortest
}

func threadTime(t *testing.T) time.Duration {
	t.Helper()
	const thisThread = 1 // RUSAGE_THREAD
	var usage syscall.Rusage
	if err := syscall.Getrusage(thisThread, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
