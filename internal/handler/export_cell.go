package handler

import (
	"regexp"
	"strings"
)

// safeCells puts an apostrophe before cells that a spreadsheet would take for a formula. Numbers stay.
// See https://owasp.org/www-community/attacks/CSV_Injection.
func safeCells(cells []string) []string {
	for i, cell := range cells {
		if isFormula(cell) {
			cells[i] = "'" + cell
		}
	}
	return cells
}

// isDecimal matches plain numbers, as exports and people write them. What else a parser of numbers knows, such as +Inf or -0x1p4, is a name or
// a formula in a spreadsheet.
var isDecimal = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$`)

func isFormula(cell string) bool {
	// Spreadsheets skip white space, and know the wide forms of the signs.
	start := strings.TrimLeft(cell, " \u00a0\u3000\ufeff\x00")
	if start == "" {
		return false
	}
	if strings.ContainsRune("\t\r\n", rune(start[0])) {
		return true
	}
	for _, sign := range []string{"=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"} {
		if strings.HasPrefix(start, sign) {
			return !isDecimal.MatchString(cell)
		}
	}
	return false
}
