package handler

import (
	"strings"
	"testing"
)

func TestCellsAreNoFormulas(t *testing.T) {
	for cell, want := range map[string]string{
		"":                         "",
		"text":                     "text",
		"a = b":                    "a = b",
		"-5":                       "-5",
		"-1.5e-7":                  "-1.5e-7",
		"+3":                       "+3",
		"-.5":                      "-.5",
		"+Inf":                     "'+Inf",
		"-inf":                     "'-inf",
		"-Infinity":                "'-Infinity",
		"+NaN":                     "'+NaN",
		"-0x1F":                    "'-0x1F",
		"+0x1p-2":                  "'+0x1p-2",
		"-1_000":                   "'-1_000",
		"-1 ":                      "'-1 ",
		"-1\n":                     "'-1\n",
		"-":                        "'-",
		"=1+1":                     "'=1+1",
		"=HYPERLINK(\"http://x\")": "'=HYPERLINK(\"http://x\")",
		"+cmd|' /C calc'!A0":       "'+cmd|' /C calc'!A0",
		"-2+3+cmd|' /C calc'!A0":   "'-2+3+cmd|' /C calc'!A0",
		"@SUM(A1:A9)":              "'@SUM(A1:A9)",
		" =1+1":                    "' =1+1",
		"\t=1+1":                   "'\t=1+1",
		"\r=1+1":                   "'\r=1+1",
		"\n=1+1":                   "'\n=1+1",
		"\u00a0=1+1":               "'\u00a0=1+1",
		"\uff1d1+1":                "'\uff1d1+1",
		"--help":                   "'--help",
		"- a list":                 "'- a list",
		"2026-03-18T12:00:00":      "2026-03-18T12:00:00",
	} {
		if got := strings.Join(safeCells([]string{cell}), ""); got != want {
			t.Errorf("%q becomes %q, want %q", cell, got, want)
		}
	}
}
