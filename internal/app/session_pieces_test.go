package app_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestThePlayedSessionIsTheSameInPieces mixes payloads of hooks in any order, exports of telemetry in any order, and growing
// transcripts.
func TestThePlayedSessionIsTheSameInPieces(t *testing.T) {
	p := loadPlay(t)
	whole := p.open(t)
	whole.postHooks(t)
	whole.postTelemetry(t)
	whole.importTranscripts(t, playEnd)
	want := whole.rows(t)
	for round := range uint64(4) {
		t.Run(fmt.Sprint("round ", round), func(t *testing.T) {
			random := rand.New(rand.NewPCG(round, 11))
			s := p.open(t)
			pieces := s.pieces(t, random)
			random.Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
			for _, report := range pieces {
				report()
			}
			s.wholeTranscripts(t)
			s.importTranscripts(t, playEnd)
			if diff := diffRows(want, s.rows(t)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// pieces returns the payloads, the exports, and as many imports of growing transcripts.
func (s *stage) pieces(t *testing.T, random *rand.Rand) []func() {
	t.Helper()
	var pieces []func()
	for n := range s.hooks {
		pieces = append(pieces, func() { s.hook(t, n) })
	}
	for _, export := range s.exports {
		pieces = append(pieces, func() { s.post(t, "/v1/logs", export, "") })
	}
	paths, read := s.paths(t), map[string]int{}
	for _, path := range paths {
		s.rewrite(t, path, 0)
	}
	t.Cleanup(func() { s.wholeTranscripts(t) })
	left := 0
	for _, path := range paths {
		left += len(s.files[path])
	}
	for range 12 {
		pieces = append(pieces, func() {
			for range left/12 + 5 {
				path := paths[random.IntN(len(paths))]
				read[path] = min(read[path]+1, len(s.files[path]))
			}
			for _, path := range paths {
				s.rewrite(t, path, read[path])
			}
			s.importTranscripts(t, afterPlay)
		})
	}
	return pieces
}

// wholeTranscripts writes the complete transcripts.
func (s *stage) wholeTranscripts(t *testing.T) {
	t.Helper()
	for path, lines := range s.files {
		s.rewrite(t, path, len(lines))
	}
}

// TestHooksOfThePlayedSessionMayArriveInAnyOrder: payloads from the spool are delivered after later ones.
func TestHooksOfThePlayedSessionMayArriveInAnyOrder(t *testing.T) {
	p := loadPlay(t)
	inOrder := p.open(t)
	inOrder.postHooks(t)
	want := inOrder.rows(t)
	for round := range uint64(4) {
		t.Run(fmt.Sprint("round ", round), func(t *testing.T) {
			s := p.open(t)
			for _, n := range rand.New(rand.NewPCG(round, 12)).Perm(len(s.hooks)) {
				s.hook(t, n)
			}
			if diff := diffRows(want, s.rows(t)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
