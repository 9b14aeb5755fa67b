package model

// WorkItem is a feature, bug, spike, chore, epic or task: a row of the table features.
type WorkItem struct {
	ID              string
	Type            string
	Title           string
	Description     *string
	Status          string
	Priority        *string
	AssignedTo      *string
	TrackID         *string
	CreatedAt       Instant
	UpdatedAt       *Instant
	CompletedAt     *Instant
	StepsTotal      int64
	StepsCompleted  int64
	ParentFeatureID *string
	Tags            []string
	// Metadata is the stored JSON text.
	Metadata     *string
	Contributors []Contributor
	// ChildIDs are the work items whose parent this is; only a single item has them.
	ChildIDs []string
}

// WorkItemBlocked is the status of a work item that waits for something.
const WorkItemBlocked = "blocked"

// Contributor is an agent that worked on an item.
type Contributor struct {
	AgentID string
	Events  int64
}

// WorkItemFilter selects work items. Empty fields do not filter.
type WorkItemFilter struct {
	// Status matches in both spellings, in-progress and in_progress.
	Status     string
	Type       string
	Priority   string
	AssignedTo string
	TrackID    string
	// Since and Until bound the instant at which it was created, both inclusive.
	Since, Until Instant
	// ParentID is the work item whose children are wanted.
	ParentID string
	// Query holds words that must all stand in title or description, in any case.
	Query string
}

// StatusCount is a number of work items of one status.
type StatusCount struct {
	Status string
	Count  int64
}

// WorkItemChoices are the values that work items have, for filters to choose from.
type WorkItemChoices struct {
	Types, Priorities, Assignees []string
}
