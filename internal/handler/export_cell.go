package handler

import (
	"strconv"
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
			_, err := strconv.ParseFloat(cell, 64)
			return err != nil
		}
	}
	return false
}
