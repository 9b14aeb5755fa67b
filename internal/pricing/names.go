package pricing

import (
	"regexp"
	"strings"
)

var (
	// cloud is how clouds write a model of a vendor: "us.anthropic.", "anthropic.".
	cloud = regexp.MustCompile(`^([a-z-]+\.)?(anthropic|openai|google)\.`)
	// release is what follows a model's name: the date of a snapshot, the version of a cloud.
	release = regexp.MustCompile(`(-v\d+)?(:\d+)?$`)
	dated   = regexp.MustCompile(`([-@]20\d{6}|-20\d{2}-\d{2}-\d{2}|-\d{2}-20\d{2}|-\d{2}-\d{2}|@default|-latest|-preview|-\d{3})$`)
	// window is the length of the context that Claude Code appends.
	window = regexp.MustCompile(`\[\d+[km]\]$`)
	// family and number are the two orders of a name of a Claude model.
	family = regexp.MustCompile(`^(opus|sonnet|haiku|fable|mythos)-(\d+)(?:-(\d+))?$`)
	number = regexp.MustCompile(`^(\d+)(?:-(\d+))?-(opus|sonnet|haiku)$`)
)

// names returns the names under which a model may stand in a table, the most exact one first: as it was told, then without what
// providers put before it and releases after it.
func names(told string) []string {
	name := strings.ToLower(strings.TrimSpace(told))
	found := []string{name}
	add := func(next string) {
		if next != "" && next != found[len(found)-1] {
			found = append(found, next)
			name = next
		}
	}
	add(strings.TrimSpace(window.ReplaceAllString(name, "")))
	add(name[strings.LastIndexByte(name, '/')+1:])
	add(cloud.ReplaceAllString(name, ""))
	add(release.ReplaceAllString(name, ""))
	add(strings.Join(strings.Fields(name), "-"))
	add(claude(name))
	for dated.MatchString(name) && dated.ReplaceAllString(name, "") != "" {
		add(dated.ReplaceAllString(name, ""))
	}
	add(claude(name))
	return found
}

// claude writes the name of a Claude model as its vendor does: "Opus 4.6" and "claude-opus-4.6" are claude-opus-4-6, and those
// before version 4 have the number first.
func claude(name string) string {
	short := strings.TrimPrefix(name, "claude-")
	dashed := strings.ReplaceAll(short, ".", "-")
	if parts := family.FindStringSubmatch(dashed); parts != nil {
		if parts[2] == "3" {
			return "claude-" + joined(parts[2], parts[3]) + "-" + parts[1]
		}
		return "claude-" + parts[1] + "-" + joined(parts[2], parts[3])
	}
	if parts := number.FindStringSubmatch(dashed); parts != nil {
		if parts[1] != "3" {
			return "claude-" + parts[3] + "-" + joined(parts[1], parts[2])
		}
		return "claude-" + dashed
	}
	if short != name {
		return "claude-" + dashed
	}
	return name
}

func joined(major, minor string) string {
	if minor == "" {
		return major
	}
	return major + "-" + minor
}
