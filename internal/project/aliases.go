package project

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"
)

// Alias says that a folder, with those below it, belongs to another project.
type Alias struct{ Folder, Project string }

// ParseAliases reads aliases, one a line: a folder, an equals sign, and the project. Empty lines and those that begin with # are left out.
func ParseAliases(text []byte) ([]Alias, error) {
	var aliases []Alias
	seen := map[string]bool{}
	lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(text, []byte("\uFEFF"))))
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		folder, project, ok := strings.Cut(line, "=")
		a := Alias{Folder: strings.TrimSpace(folder), Project: strings.TrimSpace(project)}
		switch {
		case !ok || a.Folder == "" || a.Project == "":
			return nil, fmt.Errorf("line %d is not FOLDER = PROJECT: %q", number, line)
		case seen[Clean(a.Folder)]:
			return nil, fmt.Errorf("line %d repeats the folder %q", number, a.Folder)
		}
		seen[Clean(a.Folder)] = true
		aliases = append(aliases, a)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the aliases: %w", err)
	}
	return aliases, nil
}
