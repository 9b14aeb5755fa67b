package web

import (
	"context"
	"net/url"
	"strconv"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
	"github.com/htmlgraph/htmlgraph/internal/web/reader"
)

// findView says what was searched for in a session, and leads to the next match.
type findView struct {
	Words string
	// Hit is the number of the match that is shown, 0 where there is none. PreviousPath and NextPath lead to its neighbours, "" where there is none.
	Hit                    int64
	PreviousPath, NextPath string
}

// mostSearches is how often a search goes on for one page: a search ends after so many bytes.
const mostSearches = 8

// toHit leads to a match of words in a session: the one with a number, or else the last one. Without a match it leads to the session.
func (h *Sessions) toHit(ctx context.Context, p api.ShowSessionParams) (redirect, error) {
	wanted := hitOf(p)
	q := conversation.FindQuery{SessionID: p.SessionID, Words: text(p.Q), Limit: conversation.MaxHits}
	var number int64
	var last *model.Message
	for range mostSearches {
		found, err := h.reading.conversation.Find(ctx, q)
		if err != nil {
			return redirect{}, err
		}
		for i := range found.Hits {
			if last != nil && last.ID == found.Hits[i].Message.ID {
				continue // another part of the message
			}
			number, last = number+1, &found.Hits[i].Message
			if number == wanted {
				return redirect{hitPath(p.SessionID, text(p.Q), number, last.ID)}, nil
			}
		}
		if q.After = found.Next; q.After == nil {
			break
		}
	}
	if last == nil {
		return redirect{hitPath(p.SessionID, text(p.Q), 0, "")}, nil
	}
	return redirect{hitPath(p.SessionID, text(p.Q), number, last.ID)}, nil
}

// hitOf returns the number of the match that a request names, the first where it names none.
func hitOf(p api.ShowSessionParams) int64 {
	if p.Hit == nil {
		return 1
	}
	return *p.Hit
}

// hitPath returns the path of the message with a match, "" as its id stands for no match.
func hitPath(sessionID, words string, number int64, messageID string) string {
	query := url.Values{"session_id": {openapi.Reference(sessionID)}, "q": {openapi.Reference(words)}, "hit": {strconv.FormatInt(number, 10)}}
	if messageID == "" {
		return "/views/session?" + query.Encode()
	}
	query.Set("at", openapi.Reference(messageID))
	return "/views/session?" + query.Encode() + "#" + reader.Anchor(messageID)
}

// found returns what a page says of a search.
func found(p api.ShowSessionParams) findView {
	v := findView{Words: text(p.Q)}
	if p.At == nil || p.Hit == nil || v.Words == "" {
		return v
	}
	v.Hit = *p.Hit
	path := func(number int64) string {
		query := url.Values{"session_id": {openapi.Reference(p.SessionID)}, "q": {openapi.Reference(v.Words)}, "hit": {strconv.FormatInt(number, 10)}}
		return "/views/session?" + query.Encode()
	}
	v.NextPath = path(v.Hit + 1)
	if v.Hit > 1 {
		v.PreviousPath = path(v.Hit - 1)
	}
	return v
}
