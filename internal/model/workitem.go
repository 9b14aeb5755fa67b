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
	// ChildIDs are the work items whose parent this is. Only a single item has them, not one in a list.
	ChildIDs []string
}

// WorkItemBlocked is the status of a blocked work item.
const WorkItemBlocked = "blocked"

// Contributor is an agent that worked on an item.
type Contributor struct {
	AgentID string
	Events  int64
}

// WorkItemFilter selects work items. Empty fields do not filter.
type WorkItemFilter struct {
	// Status matches both spellings, in-progress and in_progress.
	Status     string
	Type       string
	Priority   string
	AssignedTo string
	TrackID    string
	// Since and Until are bounds of the time of creation, both inclusive.
	Since, Until Instant
	// ParentID selects the children of a work item.
	ParentID string
	// Query contains words that must all occur in the title or the description, regardless of case.
	Query string
}

// StatusCount is the number of work items with a status.
type StatusCount struct {
	Status string
	Count  int64
}

// WorkItemChoices are the values of work items that filters offer.
type WorkItemChoices struct {
	Types, Priorities, Assignees []string
}
