package model_test

import (
	"slices"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

func TestInstantsOfAllFormatsAreParsed(t *testing.T) {
	want := time.Date(2026, 3, 18, 15, 29, 6, 0, time.UTC)
	for text, fraction := range map[model.Instant]time.Duration{
		"2026-03-18 15:29:06":              0,
		"2026-03-18T15:29:06":              0,
		"2026-03-18T15:29:06Z":             0,
		"2026-03-18T15:29:06.561929":       561929 * time.Microsecond,
		"2026-03-18 15:29:06.5":            500 * time.Millisecond,
		"2026-03-18T15:29:06.561929+00:00": 561929 * time.Microsecond,
		"2026-03-18T17:29:06+02:00":        0,
		"2026-03-18T15:29:06+0000":         0,
	} {
		if got, ok := text.Time(); !ok || !got.Equal(want.Add(fraction)) {
			t.Errorf("%s means %v (%v)", text, got, ok)
		}
	}
	for _, text := range []model.Instant{"", "yesterday", "2026-13-01", "2026-03-18 25:00:00", "1763900000"} {
		if got, ok := text.Time(); ok {
			t.Errorf("%q means %v", text, got)
		}
	}
}

func TestInstantsSortByTimeNotByText(t *testing.T) {
	ordered := []model.Instant{
		"2026-03-17T23:59:59.999999+00:00",
		"2026-03-18 00:00:00",
		"2026-03-18T00:00:00.000001",
		"2026-03-18 09:59:59",
		"2026-03-18T10:00:00",
		"2026-03-18 10:00:00.5",
		"2026-03-18T10:00:01.000000+00:00",
		"2026-03-18 10:00:10",
		"2026-03-18T10:00:10.100000",
		"2026-03-18 10:00:11Z",
		"2026-03-18T20:00:00",
		"2026-03-19",
	}
	shuffled := slices.Clone(ordered)
	slices.Sort(shuffled) // by text
	if slices.Equal(shuffled, ordered) {
		t.Fatal("the texts are ordered already: nothing is shown")
	}
	slices.SortFunc(shuffled, model.Instant.Compare)
	if !slices.Equal(shuffled, ordered) {
		t.Errorf("ordered as %q", shuffled)
	}
}

func TestOneInstantIsEqualInAllFormats(t *testing.T) {
	forms := []model.Instant{"2026-03-18 10:00:00", "2026-03-18T10:00:00", "2026-03-18T10:00:00.000000", "2026-03-18T10:00:00.000+00:00", "2026-03-18T10:00:00Z"}
	for _, a := range forms {
		for _, b := range forms {
			if a.Compare(b) != 0 {
				t.Errorf("%s differs from %s: %q, %q", a, b, a.Key(), b.Key())
			}
		}
	}
}

func TestSecondsBetweenInstants(t *testing.T) {
	if s, ok := model.Instant("2026-03-18T10:00:01.5").Seconds("2026-03-18 09:59:59"); !ok || s != 2.5 {
		t.Errorf("%v (%v), want 2.5", s, ok)
	}
	if _, ok := model.Instant("2026-03-18T10:00:01").Seconds("never"); ok {
		t.Error("there is no time between now and never")
	}
}
