package web

import (
	"math"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

func TestDurationsHaveAReadableUnit(t *testing.T) {
	for seconds, want := range map[float64]string{
		0: "0 s", -1: "0 s", 0.0004: "0 ms", 0.25: "250 ms", 0.9996: "1.0 s", 2.54: "2.5 s", 9.96: "10 s", 59.4: "59 s", 59.6: "1 min 0 s",
		125: "2 min 5 s", 3600: "1 h 0 min", 90_000: "25 h 0 min", 200_000: "2 days", math.Inf(1): "forever", 1e300: "forever",
	} {
		if got := duration(seconds); got != want {
			t.Errorf("%v s is %q, want %q", seconds, got, want)
		}
	}
}

func TestNumbersHaveThousandsSeparators(t *testing.T) {
	for number, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567", math.MinInt64: "-9,223,372,036,854,775,808"} {
		if got, err := count(number); err != nil || got != want {
			t.Errorf("%d is %q (%v), want %q", number, got, err, want)
		}
	}
	if got, err := count("many"); err == nil {
		t.Errorf("a string is formatted as %q", got)
	}
}

func TestSmallAmountsDoNotLookLikeZero(t *testing.T) {
	for amount, want := range map[float64]string{0: "$0.00", 0.0004: "$0.0004", 0.01: "$0.01", 12.345: "$12.35", -0.001: "$-0.0010"} {
		if got := usd(amount); got != want {
			t.Errorf("%v is %q, want %q", amount, got, want)
		}
	}
}

func TestLinksEscapeAnyText(t *testing.T) {
	got, err := link("/views/event", "event_id", `../a?b#c%2F"<>& é`, "empty", "")
	if want := "/views/event?event_id=..%2Fa%3Fb%23c%252F%22%3C%3E%26+%C3%A9"; err != nil || got != want {
		t.Errorf("%s (%v), want %s", got, err, want)
	}
	if got, err := link("/", "alone"); err == nil {
		t.Errorf("a name without a value gives %s", got)
	}
}

func TestTimesHaveAnExactAndAReadableForm(t *testing.T) {
	for instant, want := range map[model.Instant]clock{
		"2026-03-18 15:29:06":              {"2026-03-18T15:29:06.000Z", "2026-03-18 15:29:06"},
		"2026-03-18T15:29:06.561929+00:00": {"2026-03-18T15:29:06.561Z", "2026-03-18 15:29:06"},
		"yesterday":                        {"", "yesterday"},
		"":                                 {},
	} {
		if got := newClock(instant); got != want {
			t.Errorf("%q is %+v, want %+v", instant, got, want)
		}
	}
}

func TestAKeyCanBeTheIDOfAnElement(t *testing.T) {
	if a, b := key("a b\n\"<"), key("a b\n\"> "); len(a) != 16 || a == b {
		t.Errorf("%s and %s", a, b)
	}
}
