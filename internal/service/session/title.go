package session

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// firstPrompts is how many prompts of a session are looked at for one that the user wrote.
const firstPrompts = 5

// Title is what a session is called, and by whom.
type Title struct {
	Text string
	By   TitleSource
}

// TitleSource says where a title comes from.
type TitleSource string

// The sources of titles, the best first.
const (
	ByUser   TitleSource = "user"
	ByAgent  TitleSource = "agent"
	ByPrompt TitleSource = "prompt"
	// ByEvents is the source of titles of sessions without any of the others.
	ByEvents TitleSource = "events"
)

// Titles returns the title of each session by its id. A session without any is left out; Unnamed returns what it is called.
func (s *Service) Titles(ctx context.Context, sessions []model.Session) (map[string]string, error) {
	titles, err := s.TitlesBy(ctx, sessions)
	texts := make(map[string]string, len(titles))
	for id, title := range titles {
		texts[id] = title.Text
	}
	return texts, err
}

// TitlesBy returns the title of each session by its id: the one that its user chose, else the one that its agent gave it, else the first prompt that
// the user wrote, else its newest one. A session without any is left out.
func (s *Service) TitlesBy(ctx context.Context, sessions []model.Session) (map[string]Title, error) {
	titles := map[string]Title{}
	var unnamed []model.Session
	for _, each := range sessions {
		if text := strings.TrimSpace(model.Or(each.Title, "")); text != "" {
			titles[each.SessionID] = Title{text, titleGiver(each)}
			continue
		}
		unnamed = append(unnamed, each)
	}
	if len(unnamed) == 0 {
		return titles, nil
	}
	ids := make([]string, len(unnamed))
	for i, each := range unnamed {
		ids[i] = each.SessionID
	}
	prompts, err := s.sessions.FirstPrompts(ctx, ids, firstPrompts)
	if err != nil {
		return nil, err
	}
	for _, each := range unnamed {
		text := firstOfUser(prompts[each.SessionID])
		if text == "" {
			text = PromptTitle(model.Or(each.LastUserQuery, ""))
		}
		if text != "" {
			titles[each.SessionID] = Title{text, ByPrompt}
		}
	}
	return titles, nil
}

// titleGiver says who gave a session its title.
func titleGiver(s model.Session) TitleSource {
	if model.Or(s.TitleBy, "") == model.TitleByUser {
		return ByUser
	}
	return ByAgent
}

// Unnamed returns what a session without a title is called: by the number of its events, and where it ran or else which agent it is of.
func Unnamed(events int64, folder, agentID string) string {
	if events == 1 {
		return "1 event " + place(folder, agentID)
	}
	return fmt.Sprintf("%d events %s", events, place(folder, agentID))
}

// place says where a session ran, or else which agent it is of.
func place(folder, agentID string) string {
	if folder = strings.TrimRight(folder, `/\`); folder != "" {
		return "in " + folder[strings.LastIndexAny(folder, `/\`)+1:]
	}
	return "of " + cmp.Or(agentID, "an unknown agent")
}

// firstOfUser returns the title of the first prompt that the user wrote, "" for none. Other programs store as prompts what agents write in the place
// of the user, and do not always say which agent it was.
func firstOfUser(prompts []string) string {
	for _, prompt := range prompts {
		if agent.IsFromUser(prompt) {
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
