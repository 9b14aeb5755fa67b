package ingest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// TestTheTierIsReadFromWhatASourceStates has the words of the Messages API (service_tier, speed) and of Codex (service_tier of
// thread_settings_applied and token_usage_record).
func TestTheTierIsReadFromWhatASourceStates(t *testing.T) {
	for _, test := range []struct {
		stated []string
		want   string
	}{
		{nil, ""}, {[]string{""}, ""}, {[]string{"standard"}, ""}, {[]string{"default"}, ""}, {[]string{"auto"}, ""},
		{[]string{"batch"}, ingest.TierBatch}, {[]string{"Priority "}, ingest.TierPriority}, {[]string{"flex"}, ingest.TierFlex},
		{[]string{"standard", "fast"}, ingest.TierFast}, {[]string{"fast", "standard"}, ingest.TierFast}, {[]string{"standard", "standard"}, ""},
		{[]string{"ultrafast"}, ingest.TierUltrafast},
		{[]string{"scale"}, "scale"}, {[]string{strings.Repeat("x", 500)}, strings.Repeat("x", 40)},
	} {
		if got := ingest.TierOf(test.stated...); got != test.want {
			t.Errorf("%q: %q, want %q", test.stated, got, test.want)
		}
	}
}

func TestTiersAreOrderedByWhatTheyCost(t *testing.T) {
	ordered := append(append([]string{""}, ingest.Tiers()...), "another", "scale")
	for i := range ordered {
		for j := range ordered {
			if got := ingest.CompareTiers(ordered[i], ordered[j]); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%q and %q: %d", ordered[i], ordered[j], got)
			}
		}
	}
	if !slices.IsSortedFunc(ordered, ingest.CompareTiers) {
		t.Error("the order is not one of sorting")
	}
}

func TestARegionThatMightBeAnyIsNone(t *testing.T) {
	for stated, want := range map[string]string{"": "", "global": "", "not_available": "", "us": "us", "US": "us", "eu": "eu"} {
		if got := ingest.GeoOf(stated); got != want {
			t.Errorf("%q: %q, want %q", stated, got, want)
		}
	}
}
