package session

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// firstPrompts is how many prompts of a session are looked at for one that the user wrote.
const firstPrompts = 5

// Titles returns the title of each session by its id: the one that its agent gave it, else the first prompt that the user wrote, else its newest one. A session without
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
	prompts, err := s.sessions.FirstPrompts(ctx, unnamed, firstPrompts)
	if err != nil {
		return nil, err
	}
	for _, each := range sessions {
		if title := cmp.Or(titles[each.SessionID], firstOfUser(prompts[each.SessionID]), PromptTitle(model.Or(each.LastUserQuery, ""))); title != "" {
			titles[each.SessionID] = title
		}
	}
	return titles, nil
}

// firstOfUser returns the title of the first prompt that the user wrote, "" for none. Other programs store as prompts what agents write in the place
// of the user, and do not always say which agent it was.
func firstOfUser(prompts []string) string {
	isNotOfUser := func(prompt string) bool {
		return slices.ContainsFunc(agent.All(), func(a agent.Agent) bool { return !a.Speech.IsFromUser(prompt) })
	}
	for _, prompt := range prompts {
		if !isNotOfUser(prompt) {
			return PromptTitle(prompt)
		}
	}
	return ""
}

// PromptTitle returns a prompt as a title: a command of an agent as the user typed it, and of a notice that a program wrote in the place of the
// user, what it is and its summary.
func PromptTitle(prompt string) string {
	for _, each := range agent.All() {
		if typed := each.Speech.AsTyped(prompt); typed != prompt {
			return typed
		}
	}
	prompt = strings.TrimSpace(prompt)
	kind := agent.Element(prompt)
	if !strings.Contains(kind, "-") { // no name of an element of HTML has a hyphen
		return prompt
	}
	title := strings.ToUpper(kind[:1]) + strings.ReplaceAll(kind[1:], "-", " ")
	if words := agent.Inside(prompt, "summary"); words != "" {
		return title + ": " + words
	}
	return title
}
