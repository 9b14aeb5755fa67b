package pricing

import (
	"regexp"
	"strings"
)

var (
	// cloud is what cloud providers write before a model: "us.anthropic.", "anthropic.".
	cloud = regexp.MustCompile(`^([a-z-]+\.)?(anthropic|openai|google)\.`)
	// release and dated are what follows the name of a model: the version of a cloud provider, the date of a snapshot.
	release = regexp.MustCompile(`(-v\d+)?(:\d+)?$`)
	dated   = regexp.MustCompile(`([-@]20\d{6}|-20\d{2}-\d{2}-\d{2}|-\d{2}-20\d{2}|-\d{2}-\d{2}|@default|-latest|-preview|-\d{3})$`)
	// window is the length of the context window, which some agents append.
	window = regexp.MustCompile(`\[\d+[km]\]$`)
	// family and number are the two orders in which the parts of a Claude model's name stand.
	family = regexp.MustCompile(`^(opus|sonnet|haiku|fable|mythos)-(\d+)(?:-(\d+))?$`)
	number = regexp.MustCompile(`^(\d+)(?:-(\d+))?-(opus|sonnet|haiku)$`)
)

// names returns the names under which a model may be listed, the most exact one first: as it was reported, then without what providers
// write before it and releases after it.
func names(reported string) []string {
	name := strings.ToLower(strings.TrimSpace(reported))
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
	add(claudeName(name))
	for dated.MatchString(name) && dated.ReplaceAllString(name, "") != "" {
		add(dated.ReplaceAllString(name, ""))
	}
	add(claudeName(name))
	return found
}

// claudeName returns the name of a Claude model as its vendor writes it: "Opus 4.6" and "claude-opus-4.6" are claude-opus-4-6, and those
// before version 4 have the number first. Other names are returned as they are.
func claudeName(name string) string {
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

// joined joins the parts of a version.
func joined(major, minor string) string {
	if minor == "" {
		return major
	}
	return major + "-" + minor
}
