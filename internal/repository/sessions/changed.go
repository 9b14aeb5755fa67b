package sessions

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"strconv"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

//go:embed changed.sql
var changedSQL string

// longestListed is the length in bytes of the longest text that is kept of each session, but for its ids.
const longestListed = 1 << 10

// listedColumns are what scanListed reads. The second is a counter in rows that stand for a day.
const listedColumns = `sessions.session_id, '', coalesce(listed_name(agent_assigned), ''), coalesce(parent_session_id, ''), is_true(is_subagent),
	as_text(created_at), coalesce(as_text(completed_at), ''), coalesce(listed_name(status), ''), coalesce(listed_name(last_user_query), ''),
	coalesce(listed_object(metadata, 'title title_by cwd gitBranch entrypoint originator'), '')`

// startMembers are the members of the metadata that say what started a session.
const (
	entrypoint = "entrypoint"
	originator = "originator"
)

// listedRow is a session, or a day with its counter.
type listedRow struct {
	session model.SessionRow
	counter string
}

func scanListed(rows *sql.Rows, r *listedRow) error {
	s, metadata := &r.session, ""
	err := rows.Scan(&s.ID, &r.counter, &s.Agent, &s.Parent, &s.IsSubagent, (*string)(&s.CreatedAt), (*string)(&s.CompletedAt), &s.Status, &s.LastPrompt, &metadata)
	if err != nil || metadata == "" || !gjson.Valid(metadata) {
		return err
	}
	about := gjson.Parse(metadata)
	s.Title, s.TitleBy = listedMember(about, "title"), listedMember(about, "title_by")
	s.Folder, s.Branch = listedMember(about, "cwd"), listedMember(about, "gitBranch")
	for _, name := range []string{entrypoint, originator} {
		if value := listedMember(about, name); value != "" {
			if s.StartedBy == nil {
				s.StartedBy = map[string]string{}
			}
			s.StartedBy[name] = value
		}
	}
	return nil
}

// listedMember returns the beginning of a text in an object, "" for all else.
func listedMember(object gjson.Result, name string) string {
	member := object.Get(name)
	if member.Type != gjson.String {
		return ""
	}
	text, _ := model.Cut(member.Str, longestListed)
	return text
}

// Changed returns the sessions that began on days on which one has changed since known was read. It is complete only where
// database.DB.CountsSessionDays says that the counters are maintained.
func (r *Repository) Changed(ctx context.Context, known model.SessionMarks) (model.SessionChanges, error) {
	pairs := make(database.Pairs, 0, len(known))
	for day, changes := range known {
		pairs = append(pairs, [2]string{day, strconv.FormatInt(changes, 10)})
	}
	changes := model.SessionChanges{Marks: model.SessionMarks{}}
	rows, err := database.SelectFunc(ctx, r.db, scanListed, changedSQL, database.Args{
		"known": pairs, "columns": database.SQL(listedColumns), "end": query.EndOfTime,
	})
	if err != nil {
		return changes, fmt.Errorf("read the days of sessions that changed: %w", err)
	}
	for _, row := range rows {
		if row.counter == "" {
			changes.Rows = append(changes.Rows, row.session)
			continue
		}
		if changes.Marks[row.session.ID], err = strconv.ParseInt(row.counter, 10, 64); err != nil {
			return changes, fmt.Errorf("read the counter of a day: %w", err)
		}
	}
	return changes, nil
}

// All returns the same of all sessions. It scans them.
func (r *Repository) All(ctx context.Context) ([]model.SessionRow, error) {
	rows, err := database.SelectFunc(ctx, r.db, scanListed, "SELECT "+listedColumns+" FROM sessions WHERE session_id IS NOT NULL")
	if err != nil {
		return nil, fmt.Errorf("read all sessions: %w", err)
	}
	return query.FromRows(rows, func(r *listedRow) model.SessionRow { return r.session }), nil
}
