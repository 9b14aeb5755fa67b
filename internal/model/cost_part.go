package model

// CostPart is what the requests of a quarter of an hour add up to that have the same session, agent, model, tool and project, each "" where
// none is stored. The project and the program are known only of requests that were pruned, and the session only of the others.
//
// A session of which no request is known has parts too: the tokens that its events state, without a request.
type CostPart struct {
	Quarter                              Quarter
	Session, Agent, Model, Tool, Project string
	// Program is the agent that ran the session.
	Program string
	// Pruned is true of what was deleted. WholeDay is true where only the day of it is kept, in UTC.
	Pruned, WholeDay bool
	// Spent has no group and no model.
	Spent Spent
}

// CostMarks say up to which change of the stored requests costs have been read.
type CostMarks struct {
	// Days says for each day how often the database had counted a change.
	Days map[string]int64
	// LastRow is the number of the newest row, and LastID its id.
	LastRow int64
	LastID  string
}

// CostChanges are days of costs that changed.
type CostChanges struct {
	// Marks has the days that changed.
	Marks CostMarks
	// Parts are all parts of these days.
	Parts []CostPart
	// Edges are the parts of the requests within some bounds on the days of the bounds.
	Edges []CostPart
}

// Bounds is a time range. Empty instants are no bounds.
type Bounds struct {
	Since, Until Instant
}

// EdgeDays returns the days of the bounds, of which a part may lie within them: none to two.
func (b Bounds) EdgeDays() []string {
	var days []string
	if b.Since != "" {
		days = append(days, b.Since.Day())
	}
	if b.Until != "" && b.Until.Day() != b.Since.Day() {
		days = append(days, b.Until.Day())
	}
	return days
}

// HoldDay reports whether the whole of a day lies within the bounds.
func (b Bounds) HoldDay(day string) bool {
	return (b.Since == "" || day > b.Since.Day()) && (b.Until == "" || day != "" && day < b.Until.Day())
}
