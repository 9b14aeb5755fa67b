package model

import (
	"math"
	"strconv"
)

// Round returns v rounded to a number of decimal places, by its exact binary value and with ties to even: 2.675 gives 2.67, 0.125
// gives 0.12.
func Round(v float64, digits int) float64 {
	v = Finite(v)
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'f', digits, 64), 64)
	if err != nil { // cannot happen: FormatFloat writes a number
		return v
	}
	return rounded
}

// Percent returns part as a percentage of whole, rounded to a number of decimal places; 0 where whole is 0.
func Percent(part, whole int64, digits int) float64 {
	if whole == 0 {
		return 0
	}
	return Round(100*float64(part)/float64(whole), digits)
}

// Finite returns v, or the nearest number that JSON can represent. Sums of hostile numbers may exceed all bounds.
func Finite(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return min(max(v, -math.MaxFloat64), math.MaxFloat64)
}

// AddSaturating returns a + b, or the nearest bound where the sum would overflow.
func AddSaturating(a, b int64) int64 {
	sum := a + b
	switch {
	case a > 0 && b > 0 && sum < 0:
		return math.MaxInt64
	case a < 0 && b < 0 && sum >= 0:
		return math.MinInt64
	}
	return sum
}

// Integer returns v rounded to an integer, or the nearest bound.
func Integer(v float64) int64 {
	switch v = math.Round(Finite(v)); {
	case v >= math.MaxInt64:
		return math.MaxInt64
	case v <= math.MinInt64:
		return math.MinInt64
	}
	return int64(v)
}
