package transcript

import "testing"

func TestTheFirstThatNamesARecordOwnsIt(t *testing.T) {
	s := NewSeen()
	if got := s.Owner("u1", ""); got != "" {
		t.Errorf("a record that nobody named belongs to %q", got)
	}
	for _, owner := range []string{"s1", "s2", ""} {
		if got := s.Owner("u1", owner); got != "s1" {
			t.Errorf("named by %q it belongs to %q", owner, got)
		}
	}
	if got := s.Owner("", "s2"); got != "s2" {
		t.Errorf("a record without an id belongs to %q", got)
	}
}

func TestATitleWaitsForItsRecord(t *testing.T) {
	s := NewSeen()
	s.AwaitTitle("u1", "T")
	if other, first, again := s.TitleFor("u2"), s.TitleFor("u1"), s.TitleFor("u1"); other != "" || first != "T" || again != "" {
		t.Errorf("got %q, %q, %q", other, first, again)
	}
}
