package session

import (
	"cmp"
	"context"
	"regexp"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Titles returns the title of each session by its id: the one that its agent gave it, else its first prompt, else its newest one. A session without
// any is left out.
func (s *Service) Titles(ctx context.Context, sessions []model.Session) (map[string]string, error) {
	titles := map[string]string{}
	var unnamed []string
	for _, each := range sessions {
		if title := strings.TrimSpace(model.Or(each.Title, "")); title != "" {
			titles[each.SessionID] = title
			continue
		}
		unnamed = append(unnamed, each.SessionID)
	}
	if len(unnamed) == 0 {
		return titles, nil
	}
	prompts, err := s.sessions.FirstPrompts(ctx, unnamed)
	if err != nil {
		return nil, err
	}
	for _, each := range sessions {
		if title := cmp.Or(titles[each.SessionID], prompts[each.SessionID], PromptTitle(model.Or(each.LastUserQuery, ""))); title != "" {
			titles[each.SessionID] = title
		}
	}
	return titles, nil
}

// What a program writes in the place of a user: it begins with a tag whose name has a hyphen, as no element of HTML does.
var (
	notice  = regexp.MustCompile(`^\s*<([a-z]+(?:-[a-z]+)+)[ >]`)
	summary = regexp.MustCompile(`(?s)<summary>(.*?)</summary>`)
	command = regexp.MustCompile(`(?s)<command-name>(.*?)</command-name>`)
	options = regexp.MustCompile(`(?s)<command-args>(.*?)</command-args>`)
)

// PromptTitle returns a prompt as a title. Of a notice of a program it says what it is, and its summary; of a command, the command.
func PromptTitle(prompt string) string {
	tag := notice.FindStringSubmatch(prompt)
	if tag == nil {
		return strings.TrimSpace(prompt)
	}
	if name := inside(command, prompt); name != "" {
		return strings.TrimSpace(name + " " + inside(options, prompt))
	}
	title := strings.ToUpper(tag[1][:1]) + strings.ReplaceAll(tag[1][1:], "-", " ")
	if words := inside(summary, prompt); words != "" {
		return title + ": " + words
	}
	return title
}

// inside returns what stands between the tags that an expression matches, "" for nothing.
func inside(tags *regexp.Regexp, text string) string {
	if found := tags.FindStringSubmatch(text); found != nil {
		return strings.TrimSpace(found[1])
	}
	return ""
}
