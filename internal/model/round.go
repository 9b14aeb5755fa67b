package model

import "strconv"

// Round returns v rounded to digits after the point: the exact binary value, ties to even,
// so 2.675 gives 2.67 and 0.125 gives 0.12.
func Round(v float64, digits int) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'f', digits, 64), 64)
	if err != nil { // never: what FormatFloat writes is a number
		return v
	}
	return rounded
}

// Percent returns part as a percentage of whole, rounded to digits; 0 where whole is 0.
func Percent(part, whole int64, digits int) float64 {
	if whole == 0 {
		return 0
	}
	return Round(100*float64(part)/float64(whole), digits)
}
