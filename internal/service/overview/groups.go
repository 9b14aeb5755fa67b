package overview

import (
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/state"
)

// groups returns the groups of sessions.
func (n *Now) groups() []*Group {
	return []*Group{&n.NeedsYou, &n.Working, &n.YourTurn, &n.Failed, &n.Done}
}

// groupOf returns the group of a state. Who waits for a limit can only wait with it, so that it stands among the failures.
func (n *Now) groupOf(s model.SessionState) *Group {
	switch s.Name {
	case model.StateWaiting:
		if s.Why == model.WhyLimit {
			return &n.Failed
		}
		return &n.NeedsYou
	case model.StateWorking, model.StateStale:
		return &n.Working
	case model.StateStarted, model.StateIdle:
		return &n.YourTurn
	case model.StateFailed, model.StateUnclean:
		return &n.Failed
	default:
		return &n.Done
	}
}

// divide puts sessions into their groups: those that wait the longest first, of the others those that changed last.
func (n *Now) divide(sessions []state.Session) {
	for _, session := range sessions {
		group := n.groupOf(session.State)
		group.Sessions = append(group.Sessions, Session{Session: model.Session{SessionID: session.ID}, Doing: session})
		group.Total++
	}
	slices.Reverse(n.NeedsYou.Sessions)
	for _, group := range n.groups() {
		group.Sessions = group.Sessions[:min(len(group.Sessions), mostInGroup)]
	}
}

// describe adds what is known of the sessions of groups.
func (s *Service) describe(ctx context.Context, groups []*Group) error {
	var ids []string
	for _, group := range groups {
		for i := range group.Sessions {
			ids = append(ids, group.Sessions[i].SessionID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	sessions, err := s.sessions.ByIDs(ctx, ids)
	if err != nil {
		return err
	}
	titles, err := s.sessions.Titles(ctx, sessions)
	if err != nil {
		return err
	}
	spent, err := s.sessions.Spent(ctx, ids)
	if err != nil {
		return err
	}
	rows := make(map[string]model.Session, len(sessions))
	for _, session := range sessions {
		rows[session.SessionID] = session
	}
	for _, group := range groups {
		for i := range group.Sessions {
			each := &group.Sessions[i]
			id := each.SessionID
			if row, known := rows[id]; known {
				each.Session = row
			}
			each.Name, each.Spent, each.Project = titles[id], spent[id], s.projects.Name(model.Or(each.Folder, ""))
		}
	}
	return nil
}
