package database

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Bytes asks for the length that stands at the beginning of a row: the pages of a long text are not read.
func (sqlite) Bytes(x string) string { return "coalesce(octet_length(" + x + "), 0)" }

// Beginning counts the characters only of texts that may have too many. length ends at a NUL, so the bytes are bounded too.
func (sqlite) Beginning(x string, characters int) string {
	return fmt.Sprintf("CASE WHEN octet_length(%[1]s) > %[2]d AND (octet_length(%[1]s) > %[3]d OR length(%[1]s) > %[2]d) "+
		"THEN substr(%[1]s, 1, %[4]d) || '…' ELSE %[1]s END", x, characters, utf8.UTFMax*characters, characters-1)
}

// JSONMembers makes an object of the members alone. A long text that is no object becomes null.
func (sqlite) JSONMembers(x string, members []string, most int) string {
	var parts []string
	for _, name := range members {
		parts = append(parts, fmt.Sprintf("'%[2]s', CASE json_type(%[1]s, '$.%[2]s') WHEN 'text' THEN substr(json_extract(%[1]s, '$.%[2]s'), 1, %[3]d) "+
			"WHEN 'integer' THEN json_extract(%[1]s, '$.%[2]s') WHEN 'real' THEN json_extract(%[1]s, '$.%[2]s') END", x, name, most))
	}
	return fmt.Sprintf("CASE WHEN octet_length(%[1]s) <= %[2]d THEN %[1]s WHEN json_valid(%[1]s) THEN CASE json_type(%[1]s) WHEN 'object' THEN json_object(%[3]s) END END",
		x, most, strings.Join(parts, ", "))
}
