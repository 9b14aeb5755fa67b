package model

// CostPart is what the requests of a day add up to that have the same session, agent, model, tool and project, each "" where none is
// stored. The project is known only of requests that were pruned, and the session only of the others.
type CostPart struct {
	Day                                  string
	Session, Agent, Model, Tool, Project string
	RolledUp                             bool
	// Spent has no group and no model.
	Spent Spent
	// USD is the sum of the costs as they are stored, in US dollars, nil where none is stored.
	USD *float64
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

// HoldStartOf reports whether the start of a day lies within the bounds. Figures of pruned days cannot be divided, so each day is in
// exactly one of two adjacent ranges.
func (b Bounds) HoldStartOf(day string) bool {
	const midnight = " 00:00:" // in the form of a key
	key := day + midnight
	return (b.Since == "" || key >= b.Since.Key()) && (b.Until == "" || key < b.Until.Key())
}
