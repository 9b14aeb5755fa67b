package retention

import (
	"fmt"
	"strconv"
	"time"
)

// maxAge is the largest number of days or weeks.
const maxAge = 100_000

// Cutoff returns the first day, in UTC, that is kept: a number of days or weeks before today ("90d", "12w"), or the given day
// ("2026-01-31"). Days are kept or deleted as a whole, so that a roll-up covers a complete day.
func Cutoff(text string, now time.Time) (string, error) {
	today := now.UTC().Truncate(24 * time.Hour)
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		if day.After(today) {
			return "", fmt.Errorf("%s is in the future", text)
		}
		return day.Format(time.DateOnly), nil
	}
	if days, ok := days(text); ok {
		return today.AddDate(0, 0, -days).Format(time.DateOnly), nil
	}
	return "", fmt.Errorf("%q is not an age such as 90d or 12w, or a day such as 2026-01-31", text)
}

func days(text string) (int, bool) {
	if text == "" {
		return 0, false
	}
	factor := map[byte]int{'d': 1, 'w': 7}[text[len(text)-1]]
	count, err := strconv.Atoi(text[:len(text)-1])
	if err != nil || factor == 0 || count < 1 || count > maxAge {
		return 0, false
	}
	return count * factor, true
}
